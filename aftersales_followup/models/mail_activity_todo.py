from odoo import api, models


class MailActivity(models.Model):
    """To-dos of a type of ours: found on records, and made in one batch.

    With full rights throughout: whoever finishes the work closes the to-do of whoever
    was asked, and the engine asks people whose activities it need not read.
    """

    _inherit = "mail.activity"

    @api.model
    def _todos_on(self, records, type_xmlid):
        """Return the open to-dos of a type on records of one model."""
        # sudo: see above.
        return self.sudo().search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("activity_type_id", "=", self.env.ref(type_xmlid).id),
            ]
        )

    @api.model
    def _make_todos(self, type_xmlid, wanted):
        """Ask people, without mails and without making them followers.

        :param list wanted: (record, ``res.users``, day, summary in the user's
            language; the type's own where there is none)
        """
        activity_type = self.env.ref(type_xmlid)
        # sudo: see above.
        return (
            self.sudo()
            .with_context(
                mail_activity_quick_update=True,
                mail_create_nosubscribe=True,
                tracking_disable=True,
            )
            .create(
                [
                    {
                        "res_model_id": self.env["ir.model"]._get_id(record._name),
                        "res_id": record.id,
                        "activity_type_id": activity_type.id,
                        "summary": summary
                        or activity_type.with_context(lang=user.lang).summary,
                        "user_id": user.id,
                        "date_deadline": day,
                        "automated": True,
                    }
                    for record, user, day, summary in wanted
                ]
            )
        )

    def _close_todos(self):
        """Take them out of the activity views, without ceremony."""
        self.with_context(mail_activity_quick_update=True).write({"active": False})
