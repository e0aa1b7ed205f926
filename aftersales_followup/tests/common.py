import datetime

from odoo import fields
from odoo.tests import TransactionCase

SHANGHAI = "Asia/Shanghai"
# Those who work in the store: attribute of the test, login and group.
PEOPLE = {
    "agent": ("agent", "group_agent"),
    "agent_2": ("agent2", "group_agent"),
    "advisor": ("advisor", "group_advisor"),
    "service_manager": ("service", "group_service_manager"),
    "manager": ("manager", "group_care_manager"),
    "director": ("director", "group_director"),
    "auditor": ("auditor", "group_auditor"),
}


class AftersalesCase(TransactionCase):
    """A store in Shanghai with its people, a customer with a car, and program F1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Stores and people are made at once: one by one takes four times as long, and
        # each class of tests makes its own.
        cls.company, cls.other_company = cls._make_stores("Store East", "Store West")
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "tracking_disable": True,
            }
        )
        users = cls._make_users(PEOPLE.values())
        for attribute, user in zip(PEOPLE, users, strict=True):
            setattr(cls, attribute, user)
        cls.team = cls.env["aftersales.team"].create(
            {
                "name": "East",
                "company_id": cls.company.id,
                "member_ids": [(6, 0, (cls.agent + cls.agent_2).ids)],
                "leader_id": cls.manager.id,
            }
        )
        cls.private = cls.env.ref("aftersales_followup.customer_category_private")
        cls.program = cls.env.ref("aftersales_followup.program_after_repair")
        cls.program.start_date = "2020-01-01"
        cls.step = cls.program.step_ids
        cls.survey = cls.step.survey_id
        cls.technician = cls.env["hr.employee"].create(
            {"name": "Technician Zhao", "company_id": cls.company.id}
        )
        brand = cls.env["fleet.vehicle.model.brand"].create({"name": "Test Motors"})
        cls.car_model = cls.env["fleet.vehicle.model"].create(
            {"name": "T1", "brand_id": brand.id}
        )
        cls.partner = cls._make_customer("Customer Chen")
        cls.vehicle = cls._make_vehicle(cls.partner, "沪A12345")

    @classmethod
    def _make_stores(cls, *names, tz=SHANGHAI):
        companies = cls.env["res.company"].create(
            [
                {
                    "name": name,
                    "hotline": "400-100-200",
                    # One rule at a time: the limit on contacts has tests of its own.
                    "contact_cap_days": 0,
                }
                for name in names
            ]
        )
        companies.resource_calendar_id.tz = tz
        return companies

    @classmethod
    def _make_user(cls, login, *groups, company=None):
        return cls._make_users([(login, *groups)], company)

    @classmethod
    def _make_users(cls, people, company=None):
        """Make users of a store.

        :param people: (login, our groups…) of each
        """
        company = company or cls.company
        ref = cls.env.ref
        # Nobody reads what new users are written: it took half of the time.
        Users = cls.env["res.users"].with_context(no_reset_password=True)
        users = Users.create(
            [
                {
                    "login": f"aftersales_{login}",
                    "password": f"aftersales_{login}",
                    "email": "a.a@example.com",
                    "name": login.capitalize(),
                    "group_ids": [
                        (
                            6,
                            0,
                            [
                                ref("base.group_user").id,
                                *(ref(f"aftersales_followup.{g}").id for g in groups),
                            ],
                        )
                    ],
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                    "tz": SHANGHAI,
                }
                for login, *groups in people
            ]
        )
        return users.with_env(cls.env)

    @classmethod
    def _make_customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "phone": "13800000000",
                "customer_category_id": cls.private.id,
                **values,
            }
        )

    @classmethod
    def _make_vehicle(cls, owner, plate, **values):
        return cls.env["fleet.vehicle"].create(
            {
                "model_id": cls.car_model.id,
                "owner_id": owner.id,
                "license_plate": plate,
                **values,
            }
        )

    @classmethod
    def _make_repair(cls, company=None, **values):
        """Return a repair order; done yesterday at noon, local time, by default."""
        company = company or cls.company
        return (
            cls.env["repair.order"]
            .with_company(company)
            .create(
                {
                    "company_id": company.id,
                    "partner_id": cls.partner.id,
                    "vehicle_id": cls.vehicle.id,
                    "advisor_id": cls.advisor.id,
                    "technician_ids": [(6, 0, cls.technician.ids)],
                    "work_summary": "Oil service",
                    "state": "done",
                    "date_closed": fields.Datetime.now() - datetime.timedelta(days=1),
                    **values,
                }
            )
        )

    def _generate(self, company=None):
        """Run the step in a company and return all its follow-ups there."""
        company = company or self.company
        self.step._generate(company)
        return self.env["aftersales.followup"].search(
            [("step_id", "=", self.step.id), ("company_id", "=", company.id)],
            order="id",
        )

    def _get_outcome(self, code):
        return self.env.ref(f"aftersales_followup.followup_outcome_{code}")

    def _answer_all(self, followup, value=9, **values_by_item):
        """Answer the scored questions; ``lounge=4`` gives an item its own value."""
        for question in self.survey.question_ids.filtered("satisfaction_item_id"):
            answer = values_by_item.get(question.satisfaction_item_id.code, value)
            followup.save_answer(question.id, answer)
