import datetime

from odoo import api, models
from odoo.fields import Command

# (about, problem, cause, measure, resources) of last month's chapter 5
ANALYSIS = (
    (
        "fix",
        "异响、抖动类故障返修集中在机电二组",
        "交车前没有路试，故障现象没有复现就交车。",
        "此类故障由技术主管路试签字后交车，返修工单每周复盘。",
        "技术主管每天一小时，路试车位一个",
    ),
    (
        "appointment",
        "预约率偏低，上午进店集中",
        "到店前一天没有确认电话，预约客户没有优惠。",
        "预约客户工时九五折，前一天下午电话确认，按半小时分段。",
        "回访专员每天半小时，预约看板一块",
    ),
)
AGENDA = "一、上月满意度与抱怨\n二、最低三项的原因\n三、下月措施与责任人"
MINUTES = """<p>客服经理通报上月满意度：在店时间、车辆清洁两项低于目标。</p>
<ul><li>服务经理：周末派工没有余量，同意按半小时分段预约。</li>
<li>配件：常用件安全库存下周调整完毕。</li>
<li>总经理：洗车检查表必须由服务顾问签字，下次会议逐张抽查。</li></ul>"""
NEXT_AGENDA = "一、本月措施完成情况\n二、流失客户回访原因\n三、重点客户季度拜访安排"


class AftersalesDemoDealer(models.AbstractModel):
    """The demo dealer's last month: analysis lines, digests, review meetings."""

    _inherit = "aftersales.demo.dealer"

    @api.model
    def _make_meetings(self, company, today):
        """Add the analysis of last month, the last weeks' digests and two meetings."""
        users = self.env["res.users"].search([("company_ids", "in", company.ids)])
        people = {user.login: user for user in users}
        manager, director = people["manager"], people["director"]
        service = people.get("service") or manager
        # what the manager does, not the superuser who makes the demo
        env = self.env(
            user=manager,
            su=True,
            context={
                **self.env.context,
                "lang": "zh_CN",
                "allowed_company_ids": company.ids,
            },
        )
        first = today.replace(day=1)
        report = env["aftersales.report"].create(
            {
                "kind": "aftersales",
                "period_type": "month",
                "date_from": first - datetime.timedelta(days=1),
                "company_ids": [Command.set(company.ids)],
                "analysis_ids": [
                    Command.create(
                        {
                            "subject": subject,
                            "problem": problem,
                            "cause": cause,
                            "measure": measure,
                            "resources": resources,
                            "owner_id": service.id,
                            "supervisor_id": manager.id,
                            "date": first + datetime.timedelta(days=24),
                        }
                    )
                    for subject, problem, cause, measure, resources in ANALYSIS
                ],
            }
        )
        # the demo sends no mail: its users are told within Odoo
        digests = env["aftersales.digest"]
        digest = digests.browse()
        for week in digests._weeks_due(company):
            digest += digests._make(company, week, tell=False)
        for one in digest:
            one._tell(manager + director + service)
        meetings = env["aftersales.review.meeting"].create(
            [
                {
                    "name": name,
                    "company_id": company.id,
                    "date": datetime.datetime.combine(day, datetime.time(6)),
                    "location": "二楼会议室",
                    "organizer_id": manager.id,
                    "participant_ids": [
                        Command.set((manager + director + service).ids)
                    ],
                    "agenda": agenda,
                    "minutes": minutes,
                    "report_id": report.id,
                    "digest_ids": [Command.set(digest.ids)],
                    "state": state,
                }
                for name, day, agenda, minutes, state in (
                    ("月度质量例会", first + datetime.timedelta(days=4), AGENDA,
                     MINUTES, "held"),
                    ("月末复盘会", today + datetime.timedelta(days=3), NEXT_AGENDA,
                     False, "planned"),
                )
            ]
        )  # fmt: skip
        env["aftersales.measure"].create(
            {
                "company_id": company.id,
                "problem": "洗车检查表签字率不足",
                "measure": "服务顾问签字后才能交车，例会逐张抽查。",
                "checkpoint": "抽查三十张检查表，签字率百分之百",
                "function": "workshop",
                "owner_id": service.id,
                "supervisor_id": manager.id,
                "date_start": first,
                "date_due": first + datetime.timedelta(days=27),
                "meeting_id": meetings[0].id,
            }
        )
