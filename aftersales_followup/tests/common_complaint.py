from contextlib import contextmanager

from freezegun import freeze_time

from odoo.exceptions import UserError

from .common import AftersalesCase


class ComplaintCase(AftersalesCase):
    """A workshop with its head, and the way a complaint usually goes."""

    NOW = "2026-03-03 02:00:00"  # Tuesday, 10:00 in Shanghai

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Moving a frozen clock is a hundred times faster than freezing another.
        cls.clock = cls.startClassPatcher(freeze_time(cls.NOW))
        # admin has every role: the people told are those of the store.
        cls.env.ref("base.user_admin").company_ids -= cls.company
        # What they are told is compared in English, whatever the database speaks.
        people = cls.env["res.users"].search([("company_ids", "in", cls.company.ids)])
        people.lang = "en_US"
        cls.department = cls.env["aftersales.complaint.department"].create(
            {
                "company_id": cls.company.id,
                "function": "workshop",
                "manager_id": cls.service_manager.id,
            }
        )
        cls.quality = cls.env.ref("aftersales_followup.complaint_cause_quality")
        cls.product = cls.env.ref("aftersales_followup.complaint_cause_vehicle")
        cls.attitude = cls.env.ref("aftersales_followup.complaint_cause_attitude")

    def setUp(self):
        super().setUp()
        self.clock.move_to(self.NOW)

    @classmethod
    def _make_complaint(cls, user=None, **values):
        Complaint = cls.env["aftersales.complaint"].with_user(user or cls.agent)
        return Complaint.create(
            {
                "partner_id": cls.partner.id,
                "vehicle_id": cls.vehicle.id,
                "company_id": cls.company.id,
                "source": "phone",
                "description": "It rattles again.",
                "cause_ids": [(6, 0, cls.quality.ids)],
                **values,
            }
        ).with_user(cls.env.user)

    @contextmanager
    def _at(self, moment):
        """Be at another moment (UTC) for a while."""
        self.clock.move_to(moment)
        try:
            yield
        finally:
            self.clock.move_to(self.NOW)

    def _run_cron(self, name):
        """Run a scheduled action as the scheduler does, commits included."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"aftersales_followup.{name}").method_direct_trigger()
        self.env.invalidate_all()

    @contextmanager
    def _refused(self, sentence, error=UserError):
        """Expect an error with a sentence, and that nothing is left of the attempt."""
        with self.assertRaisesRegex(error, sentence), self.env.cr.savepoint():
            yield

    @classmethod
    def _stage(cls, code):
        return cls.env.ref(f"aftersales_followup.complaint_stage_{code}")

    def _move(self, complaint, code, user, **values):
        """Move as somebody does it by drag and drop, with the fields filled in."""
        complaint.with_user(user).write({"stage_id": self._stage(code).id, **values})

    def _walk(self, complaint, until="closed"):
        """Take a complaint on through its stages, each by who may."""
        steps = {
            "verified": (self.manager, {}),
            "instruction": (
                self.director,
                {"instruction": "Do it again, free of charge."},
            ),
            "issued": (self.manager, {}),
            "handling": (self.service_manager, {}),
            "handled": (
                self.service_manager,
                {
                    "root_cause": "Clip left out",
                    "responsibility": "own",
                    "solution": "Clip fitted",
                    "consent": "agreed",
                    "corrective_action": "Final inspection of clips",
                },
            ),
            "revisit": (self.manager, {"confirmation": "Quiet now"}),
            "closed": (
                self.manager,
                {"revisit_result": "satisfied", "final_evaluation": "satisfied"},
            ),
        }
        codes = ["new", *steps]
        start = codes.index(complaint.stage_code) + 1
        for code in codes[start : codes.index(until) + 1]:
            user, values = steps[code]
            if code == "handled":
                complaint.with_user(self.service_manager).action_contacted()
            if code == "closed":
                complaint.with_user(self.manager).action_replied()
            self._move(complaint, code, user, **values)
        return complaint
