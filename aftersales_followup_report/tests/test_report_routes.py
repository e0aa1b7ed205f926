import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ReportCase

CONTROLLERS = (
    "odoo.addons.web.controllers.report",
    "odoo.addons.report_xlsx.controllers.main",
    "odoo.http",
)
# tests get HTML instead of a PDF without the context key
PDF_CONTEXT = "?context=%7B%22force_report_rendering%22:1%7D"


@tagged("post_install", "-at_install")
class TestReportRoutes(ReportCase, HttpCase):
    """Every report action of our addons refuses who has no rights, by every route.

    The actions are read from the database: a new one is checked without being named
    here; a model that wants more than what is required gets a record in
    :meth:`_records`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls._make_user("nobody")
        cls.stranger = cls._make_user(
            "stranger", "group_care_manager", company=cls.other_company
        )
        for user in (cls.nobody, cls.stranger, cls.manager):
            user.sudo().password = f"{user.login}!long"
        cls.actions = cls.env["ir.actions.report"].search(
            [("report_name", "=like", "aftersales\\_%.%")], order="report_name"
        )
        cls.records = cls._records()

    @classmethod
    def _records(cls):
        """Model → a record of the store to print."""
        followup = cls._followups(1, cls.month, "completed")
        complaint = cls.env["aftersales.complaint"].create(
            {
                "company_id": cls.company.id,
                "partner_id": cls.partner.id,
                "description": "Not content",
            }
        )
        register = (
            cls.env["aftersales.register"]
            .with_user(cls.manager)
            .create(
                {
                    "date_from": "2026-03-01",
                    "date_to": "2026-03-31",
                    "company_id": cls.company.id,
                }
            )
        )
        letter = cls.env["aftersales.letter"].create(
            {
                "company_id": cls.company.id,
                "partner_id": cls.partner.id,
                "subject": "Your car",
                "body": "<p>Thank you</p>",
            }
        )
        meeting = cls.env["aftersales.review.meeting"].create(
            {"name": "Review of March", "company_id": cls.company.id}
        )
        paper = cls.env["aftersales.paper.batch"].create(
            {"survey_id": cls.survey.id, "company_id": cls.company.id}
        )
        records = (followup, complaint, register, letter, cls._report(), paper)
        records += (cls.partner, cls.survey, meeting)
        return {record._name: record for record in records}

    @classmethod
    def _record(cls, action):
        """The record to print, a plain one for a model that is not made above."""
        if action.model not in cls.records:
            cls.records[action.model] = cls._plain_record(action.model)
        return cls.records[action.model]

    @classmethod
    def _plain_record(cls, model):
        """A record with what is required, of the store and its customer."""
        known = {"res.company": cls.company, "res.partner": cls.partner}
        known |= {"res.users": cls.manager, **cls.records}
        plain = {"char": "Plain", "text": "Plain", "html": "<p>Plain</p>"}
        plain |= {"date": cls.month, "datetime": "2026-03-01 04:00:00"}
        Model = cls.env[model].sudo()
        values = Model.default_get(list(Model._fields))
        for name, field in Model._fields.items():
            company = field.comodel_name == "res.company" and field.store
            if company and not field.compute and not field.related:
                one = field.type == "many2one"
                values[name] = cls.company.id if one else [(6, 0, cls.company.ids)]
            if not field.required or values.get(name) or field.compute:
                continue
            if field.type == "many2one":
                record = known.get(field.comodel_name)
                record = record or cls.env[field.comodel_name].sudo().search(
                    [], limit=1
                )
                values[name] = record.id
            elif field.type == "selection":
                values[name] = field.get_values(cls.env)[0]
            else:
                values[name] = plain.get(field.type, 1)
        return Model.create(values)

    def _routes(self, action):
        """(name, call) of every way to the printed file."""
        record = self._record(action)
        kind = {"qweb-pdf": "pdf", "qweb-html": "html"}.get(
            action.report_type, action.report_type
        )
        path = f"{action.report_name}/{record.id}"
        for one in dict.fromkeys((kind, "html", "text", "pdf")):
            if one == kind or action.report_type != "xlsx":
                url = f"/report/{one}/{path}"
                url += PDF_CONTEXT if one == "pdf" else ""
                yield url, lambda url=url: self.url_open(url)
        wanted = json.dumps([f"/report/{kind}/{path}", action.report_type])
        yield (
            f"/report/download {path}",
            lambda: self.url_open("/report/download", data={"data": wanted}),
        )
        yield (
            f"RPC {path}",
            lambda: self.url_open(
                "/web/dataset/call_kw",
                data=json.dumps(
                    {
                        "params": {
                            "model": "ir.actions.report",
                            "method": "_render",
                            "args": [action.report_name, record.ids],
                            "kwargs": {},
                        }
                    }
                ),
                headers={"Content-Type": "application/json"},
            ),
        )

    def _assert_refused(self, answer):
        content = answer.content
        self.assertNotIn(b"%PDF", content[:10])
        self.assertNotEqual(content[:2], b"PK")
        self.assertNotIn(b"as-report", content)
        self.assertNotIn(self.partner.name.encode(), content)
        if answer.status_code == 200:
            self.assertRegex(answer.text, "(?i)error|/web/login")

    def _refused(self, user, actions):
        if user:
            self.authenticate(user.login, f"{user.login}!long")
        for action in actions:
            for name, call in self._routes(action):
                with self.subTest(f"{user and user.name}: {name}"):
                    self._assert_refused(call())

    def test_all_are_found(self):
        """The actions of both addons are there."""
        names = set(self.actions.mapped("report_name"))
        for name in ("report_month", "month_xlsx", "register_xlsx", "report_customer"):
            self.assertIn(f"aftersales_followup_report.{name}", names)

    def test_manager(self):
        """The samples print for the customer-care manager: refusals are no accident."""
        self.authenticate(self.manager.login, f"{self.manager.login}!long")
        for action in self.actions:
            kind = "html" if action.report_type != "xlsx" else "xlsx"
            url = f"/report/{kind}/{action.report_name}/{self._record(action).id}"
            with self.subTest(url):
                self.assertEqual(self.url_open(url).status_code, 200)

    @mute_logger(*CONTROLLERS)
    def test_user_without_rights(self):
        """An employee who has nothing to do with after-sales gets nothing."""
        self._refused(self.nobody, self.actions)

    @mute_logger(*CONTROLLERS)
    def test_other_store(self):
        """A manager of another store gets nothing that belongs to this one."""
        self._refused(
            self.stranger,
            self.actions.filtered(
                lambda action: (
                    {"company_id", "company_ids"} & set(self.env[action.model]._fields)
                    and action.model not in ("res.partner", "survey.survey")
                )
            ),
        )

    @mute_logger(*CONTROLLERS)
    def test_not_logged_in(self):
        """Who is not logged in is sent to the login page."""
        self._refused(None, self.actions)
