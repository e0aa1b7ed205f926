"""The demo dealer's two stores: companies, working hours, users, technicians, teams."""

from dataclasses import dataclass, field

from odoo.fields import Command

from . import logo

TZ = "Asia/Shanghai"
GROUP_NAME = "华诚汽车集团"
CALENDAR_NAME = "营业时间"
OPENING_HOURS = ((8.5, 12.0, "morning"), (13.0, 17.5, "afternoon"))


@dataclass(frozen=True)
class Person:
    """A user of the demo; the password is the login."""

    login: str
    name: str
    group: str


@dataclass(frozen=True)
class StorePlan:
    """What one store is called, and who works there."""

    name: str
    code: str
    street: str
    hotline: str
    phone: str
    share: float
    agents: tuple
    advisors: tuple
    service_manager: Person
    technicians: tuple


STORES = (
    StorePlan(
        name="华诚汽车城东店",
        code="CD",
        street="浦东新区金桥路1688号",
        hotline="021-5000 8800",
        phone="+86 21 5000 8801",
        share=0.78,
        agents=(
            Person("agent", "周敏", "agent"),
            Person("agent2", "孙晓莉", "agent"),
            Person("agent3", "何倩", "agent"),
        ),
        advisors=(
            Person("advisor", "李建国", "advisor"),
            Person("advisor2", "王海涛", "advisor"),
            Person("advisor3", "赵雪梅", "advisor"),
            Person("advisor4", "陈志强", "advisor"),
            Person("advisor5", "刘思远", "advisor"),
        ),
        service_manager=Person("service", "吴永刚", "service_manager"),
        technicians=(
            "张师傅（机电一组）", "马师傅（机电一组）",
            "钱师傅（机电二组）", "朱师傅（机电二组）",
            "曹师傅（机电三组）", "郭师傅（新能源）",
            "冯师傅（钣金）", "许师傅（喷漆）",
        ),
    ),
    StorePlan(
        name="华诚汽车城西店",
        code="CX",
        street="闵行区七莘路2599号",
        hotline="021-5000 6600",
        phone="+86 21 5000 6601",
        share=0.22,
        agents=(
            Person("west_agent", "林婷", "agent"),
            Person("west_agent2", "郑雅文", "agent"),
        ),
        advisors=(
            Person("west_advisor", "徐磊", "advisor"),
            Person("west_advisor2", "沈佳怡", "advisor"),
        ),
        service_manager=Person("west_service", "高俊峰", "service_manager"),
        technicians=(
            "田师傅（机电）", "姚师傅（机电）",
            "石师傅（钣喷）", "余师傅（新能源）",
        ),
    ),
)  # fmt: skip
HEAD_OFFICE = (
    Person("manager", "陆文静", "care_manager"),
    Person("director", "方志远", "director"),
    Person("auditor", "韩立群", "auditor"),
    Person("marketing", "苏婉婷", "marketing"),
)


@dataclass
class Store:
    """A store as records."""

    plan: StorePlan
    company: object
    agents: object
    advisors: object
    service_manager: object
    technicians: object
    repair_type: object
    team: object = field(default=None)


def make_stores(env):
    """Make the stores with everybody who works there; return them in order."""
    env["res.lang"]._activate_lang("zh_CN")
    stores = [_make_store(env, plan) for plan in STORES]
    companies = env["res.company"].union(*(store.company for store in stores))
    head_office = _make_users(env, HEAD_OFFICE, companies)
    manager = head_office.filtered(lambda user: user.login == "manager")
    for store in stores:
        store.team = env["aftersales.team"].create(
            {
                "name": "客户关怀组",
                "company_id": store.company.id,
                "leader_id": manager.id,
                "member_ids": [Command.set(store.agents.ids)],
            }
        )
    _open_to_administrator(env, companies)
    return stores


def _make_store(env, plan):
    calendar = env["resource.calendar"].create(
        {
            "name": CALENDAR_NAME,
            "tz": TZ,
            "company_id": False,
            "attendance_ids": [
                Command.create(
                    {
                        "name": CALENDAR_NAME,
                        "dayofweek": str(day),
                        "day_period": period,
                        "hour_from": start,
                        "hour_to": end,
                    }
                )
                for day in range(7)
                for start, end, period in OPENING_HOURS
            ],
        }
    )
    company = env["res.company"].create(
        {
            "name": plan.name,
            "street": plan.street,
            "city": "上海市",
            "currency_id": env.ref("base.CNY").id,
            "phone": plan.phone,
            "hotline": plan.hotline,
            "logo": logo.png(),
            "resource_calendar_id": calendar.id,
            # A made-up company is not looked up in a directory of real ones.
            "iap_enrich_auto_done": True,
        }
    )
    calendar.company_id = company
    # On the address, not on the company: a new company's country makes Odoo install
    # that country's accounting, and commit.
    company.partner_id.country_id = env.ref("base.cn")
    warehouse = _make_warehouse(env, plan, company)
    return Store(
        plan=plan,
        company=company,
        agents=_make_users(env, plan.agents, company),
        advisors=_make_users(env, plan.advisors, company),
        repair_type=warehouse.repair_type_id,
        service_manager=_make_users(env, (plan.service_manager,), company),
        technicians=env["hr.employee"].create(
            [
                {
                    "name": name,
                    "company_id": company.id,
                    "tz": TZ,
                    "job_title": "维修技师",
                }
                for name in plan.technicians
            ]
        ),
    )


def _make_warehouse(env, plan, company):
    """Return the store's warehouse: its repair orders are numbered by it."""
    Warehouse = env["stock.warehouse"]
    # In tests, Odoo makes one together with the company.
    warehouse = Warehouse.search([("company_id", "=", company.id)], limit=1)
    if warehouse:
        warehouse.code = plan.code
    return warehouse or Warehouse.create({"company_id": company.id, "code": plan.code})


def _make_users(env, people, companies):
    """Make users who work in ``companies``, the first of which is theirs."""
    return env["res.users"].create(
        [
            {
                "login": person.login,
                "password": person.login,
                "name": person.name,
                "lang": "zh_CN",
                "tz": TZ,
                "notification_type": "inbox",
                "company_id": companies[0].id,
                "company_ids": [Command.set(companies.ids)],
                "group_ids": [
                    Command.set(
                        env.ref(f"aftersales_followup.group_{person.group}").ids
                    )
                ],
            }
            for person in people
        ]
    )


def _open_to_administrator(env, companies):
    """Let the administrator see the stores; the first company is the head office."""
    head_office = env.ref("base.main_company")
    if head_office.name in ("My Company", "YourCompany"):
        head_office.name = GROUP_NAME
    env.ref("base.user_admin").write(
        {
            "company_ids": [Command.link(company.id) for company in companies],
            "company_id": companies[0].id,
            "tz": TZ,
        }
    )
