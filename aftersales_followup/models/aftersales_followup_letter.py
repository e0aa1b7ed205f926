from odoo import fields, models


class AftersalesFollowup(models.Model):
    """Letters: written by the system, printed and posted by people (F18)."""

    _inherit = "aftersales.followup"

    letter_ids = fields.One2many("aftersales.letter", "followup_id", string="Letters")

    def _queue_letter(self, template):
        """Write each follow-up's letter into the register, ready to print."""
        texts = template._generate_template(self.ids, ("body_html", "subject"))
        self._check_texts({key: value["body_html"] for key, value in texts.items()})
        self.env["aftersales.letter"].create(
            [
                {
                    "kind": "invitation" if followup.survey_id else "notice",
                    "date": followup.company_id._aftersales_today(),
                    "company_id": followup.company_id.id,
                    "partner_id": followup._addressee().id,
                    "vehicle_id": followup.vehicle_id.id,
                    "followup_id": followup.id,
                    "subject": texts[followup.id]["subject"],
                    "body": texts[followup.id]["body_html"],
                    "user_id": followup.user_id.id or self.env.uid,
                }
                for followup in self
            ]
        )

    def _waits_for_stamp(self):
        """Tell whether a letter lies in the register, still to be sent."""
        self.ensure_one()
        return self.channel == "letter" and any(
            letter.state in ("draft", "printed") for letter in self.letter_ids
        )

    def _waits_for_answer(self):
        """Tell whether a message was sent and nothing has happened since."""
        self.ensure_one()
        sent = self.env.ref("aftersales_followup.followup_outcome_sent")
        return self.state in ("open", "done") and self.outcome_id == sent
