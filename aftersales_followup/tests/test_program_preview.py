import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestProgramPreview(AftersalesCase):
    """The preview equals what the night then makes."""

    def _preview(self, **values):
        return (
            self.env["aftersales.program.preview"]
            .with_user(self.manager)
            .create({"program_id": self.program.id, **values})
        )

    def _decisions(self, records):
        return sorted(
            (
                r.partner_id.id,
                r.vehicle_id.id,
                r.anchor_date,
                r.date_due,
                r.skip_reason_id.id,
                r.user_id.id,
            )
            for r in records
        )

    def test_preview_equals_the_night(self):
        business = self.env.ref("aftersales_followup.customer_category_business")
        business.sampling_rate = 30
        with freeze_time("2026-03-02 06:00:00"):
            for number in range(12):
                partner = self._make_customer(
                    f"C{number}",
                    customer_category_id=(business if number % 2 else self.private).id,
                )
                self._make_repair(
                    partner_id=partner.id, date_closed="2026-03-02 05:00:00"
                )
            self.env["aftersales.contact.block"].create(
                {"partner_id": partner.id, "reason": "Asked"}
            )
            preview = self._preview()
            self.assertEqual(preview.date, datetime.date(2026, 3, 3))
            lines = self._decisions(preview.line_ids)
            self.assertEqual(len(lines), 12)
            self.assertEqual(preview.called_count + preview.skipped_count, 12)
            self.assertGreater(preview.skipped_count, 3)
        self.assertFalse(
            self.env["aftersales.followup"].search([("step_id", "=", self.step.id)])
        )
        with freeze_time("2026-03-03 00:30:00"):
            self.assertEqual(self._decisions(self._generate()), lines)

    @freeze_time("2026-03-02 06:00:00")
    def test_form(self):
        self._make_repair(date_closed="2026-03-02 05:00:00")
        form = Form(
            self.env["aftersales.program.preview"]
            .with_user(self.manager)
            .with_context(default_program_id=self.program.id)
        )
        self.assertEqual(form.called_count, 1)
        form.date = "2026-03-02"
        self.assertEqual(form.called_count, 0)

    def test_rights(self):
        with self.assertRaises(UserError):
            self._preview(company_id=self.other_company.id).line_ids  # noqa: B018
        with self.assertRaises(AccessError):
            self.env["aftersales.program.preview"].with_user(self.agent).create(
                {"program_id": self.program.id}
            )
