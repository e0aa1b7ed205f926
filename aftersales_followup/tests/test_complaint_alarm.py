from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintAlarm(ComplaintCase):
    """Who is told what, when, and never twice (C5, C7, C11)."""

    maxDiff = None

    def _told(self, complaint):
        """Return who was told about what, in order of time."""
        names = {
            self.service_manager: "head",
            self.manager: "care",
            self.director: "director",
            self.agent: "agent",
            self.agent_2: "delegate",
        }
        return [
            (
                f"{warning.date:%d %H:%M}",
                warning.occasion.rpartition(":")[0]
                if warning.deadline_id
                else warning.occasion,
                names[warning.user_id],
            )
            for warning in complaint.warning_ids.sorted(
                lambda warning: (warning.date, warning.occasion, warning.user_id.id)
            )
        ]

    def _run(self, *moments):
        """Run the alarm at moments (UTC), each twice: the second tells nobody."""
        for moment in moments:
            self.clock.move_to(f"2026-03-{moment}:00")
            self._run_cron("cron_complaint_warn")
            self._run_cron("cron_complaint_warn")

    def test_scenario(self):
        """Through stages and escalations: the exact list of who was told what when."""
        complaint = self._make_complaint(
            source="followup", cause_ids=[(6, 0, self.product.ids)], severity="serious"
        )
        # Contact within two hours: half time is 11:00 there, late after 12:00.
        self._run("03 02:30", "03 03:00", "03 03:30", "03 04:01", "03 05:00")
        self.clock.move_to("2026-03-03 06:00:00")
        complaint.with_user(self.service_manager).action_contacted()
        # Solution 24 hours after: half time 12 hours, late on the 4th, 14:00.
        self._run("03 17:59", "03 18:00", "04 05:59", "04 06:01", "05 06:01")
        self.clock.move_to("2026-03-05 07:00:00")
        complaint.with_user(self.service_manager).action_solution_told()
        complaint.with_user(self.manager).action_replied()
        self._run("06 07:00")
        self.assertEqual(
            self._told(complaint),
            [
                ("03 02:00", "cause", "director"),
                ("03 02:00", "received", "head"),
                ("03 02:00", "serious", "head"),
                ("03 03:00", "deadline:0:contact", "head"),
                ("03 04:01", "deadline:0:contact", "head"),
                ("03 04:01", "deadline:0:contact", "care"),
                ("03 04:01", "deadline:0:contact", "director"),
                ("03 18:00", "deadline:0:solution", "head"),
                ("04 06:01", "deadline:0:solution", "head"),
                ("04 06:01", "deadline:0:solution", "care"),
                ("04 06:01", "deadline:0:solution", "director"),
                # The reply is due on the 5th, 17:00 there; warned the day before.
                ("05 06:01", "deadline:0:reply", "head"),
            ],
        )

    def test_nobody_is_warned_of_what_is_late_already(self):
        """The server stood still meanwhile: late is told, not “due soon” as well."""
        complaint = self._make_complaint(
            source="followup", cause_ids=[(6, 0, self.product.ids)]
        )
        self._run("03 04:30")
        told = complaint.warning_ids.filtered("deadline_id")
        self.assertEqual(set(told.mapped("about")), {"Late: First contact"})
        self.assertEqual(
            told.user_id, self.service_manager | self.manager | self.director
        )

    def test_mails_and_activities(self):
        """Each warning is one activity and one notification."""
        complaint = self._make_complaint(
            source="followup", cause_ids=[(6, 0, self.product.ids)]
        )
        self.service_manager.notification_type = "email"
        before = self.env["mail.mail"].search_count([])
        self._run("03 03:00")
        activity = complaint.activity_ids.filtered(
            lambda a: a.summary == "Due soon: First contact"
        )
        self.assertEqual(activity.user_id, self.service_manager)
        self.assertEqual(str(activity.date_deadline), "2026-03-03")
        mails = self.env["mail.mail"].search_count([]) - before
        self.assertEqual(mails, 1)

    def test_in_the_language_of_who_is_told(self):
        """The cron speaks English, the people may not."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.service_manager.lang = "fr_FR"
        complaint = self._make_complaint(
            source="followup", cause_ids=[(6, 0, self.product.ids)]
        )
        spoken = []
        row = type(complaint.deadline_ids)
        warning = row._warning

        def note_language(self, level):
            spoken.append(self.env.lang)
            return warning(self, level)

        with patch.object(row, "_warning", note_language):
            self._run("03 03:00", "03 04:01")
        self.assertEqual(set(spoken), {"fr_FR", self.manager.lang})

    def test_day_of_the_activity_is_local(self):
        """Late in the evening of the 3rd in UTC is the 4th in the store."""
        complaint = self._make_complaint(
            source="followup",
            cause_ids=[(6, 0, self.product.ids)],
        )
        complaint.date_received = "2026-03-02 15:00:00"
        row = complaint.deadline_ids.filtered(lambda row: row.kind == "contact")
        self.assertEqual(str(row.date_deadline), "2026-03-02 17:00:00")
        self._run("03 02:00")
        late = complaint.activity_ids.filtered(
            lambda a: a.summary == "Late: First contact"
        )
        self.assertEqual(set(map(str, late.mapped("date_deadline"))), {"2026-03-03"})

    def test_absent_owner(self):
        """An absent owner's news goes to the delegate."""
        self.env["aftersales.delegation"].create(
            {
                "user_id": self.service_manager.id,
                "delegate_id": self.agent_2.id,
                "date_from": "2026-03-03",
                "date_to": "2026-03-03",
                "company_id": self.company.id,
            }
        )
        complaint = self._make_complaint(
            source="followup", cause_ids=[(6, 0, self.product.ids)]
        )
        self._run("03 03:00", "03 03:15")
        self.assertEqual(
            [told for told in self._told(complaint) if told[2] == "delegate"],
            [
                ("03 02:00", "received", "delegate"),
                ("03 03:00", "deadline:0:contact", "delegate"),
            ],
        )
        self.assertNotIn(self.service_manager, complaint.warning_ids.user_id)

    def test_on_hold_nobody_is_warned(self):
        complaint = self._make_complaint(
            source="followup", cause_ids=[(6, 0, self.product.ids)]
        )
        self.clock.move_to("2026-03-03 02:30:00")
        self.env["aftersales.complaint.hold"].create(
            {"complaint_id": complaint.id, "reason": "Customer abroad"}
        )
        self._run("03 03:00", "03 05:00")
        self.assertFalse(complaint.warning_ids.deadline_id)

    def test_closed_is_quiet(self):
        complaint = self._walk(self._make_complaint())
        count = len(complaint.warning_ids)
        self.assertFalse(complaint.activity_ids)
        self._run("20 03:00")
        self.assertEqual(len(complaint.warning_ids), count)

    def test_levels_are_data(self):
        level = self.env["aftersales.complaint.warning.level"].create(
            {
                "name": "Three days",
                "moment": "after",
                "days_late": 3,
                "to_manager": True,
            }
        )
        complaint = self._make_complaint(
            source="followup", cause_ids=[(6, 0, self.product.ids)]
        )
        self._run("06 03:59")
        occasion = f"deadline:0:contact:{level.id}"
        self.assertNotIn(occasion, complaint.warning_ids.mapped("occasion"))
        self._run("06 04:01")
        warning = complaint.warning_ids.filtered(lambda w: w.occasion == occasion)
        self.assertEqual(warning.user_id, self.service_manager)

    def test_one_broken_row_stops_nobody(self):
        bad, good = (
            self._make_complaint(
                source="followup", cause_ids=[(6, 0, self.product.ids)]
            )
            for _number in range(2)
        )
        Level = type(self.env["aftersales.complaint.warning.level"])
        recipients = Level._recipients

        def broken(level, complaint):
            if complaint == bad:
                raise ZeroDivisionError("A broken record")
            return recipients(level, complaint)

        self.clock.move_to("2026-03-03 03:00:00")
        with (
            patch.object(Level, "_recipients", broken),
            mute_logger(
                "odoo.addons.aftersales_followup.models.aftersales_complaint_deadline_warn"
            ),
        ):
            self._run_cron("cron_complaint_warn")
        self.assertTrue(good.warning_ids.deadline_id)
        self.assertFalse(bad.warning_ids.deadline_id)
        # The next run tells what the broken one could not.
        self._run_cron("cron_complaint_warn")
        self.assertTrue(bad.warning_ids.deadline_id)

    def test_ladder(self):
        """C11: each rung once, with time and reason; nobody goes down."""
        complaint = self._make_complaint()
        Escalation = self.env["aftersales.complaint.escalation"].with_user(
            self.service_manager
        )
        values = {"complaint_id": complaint.id, "reason": "Above my limit"}
        with self.assertRaises(ValueError), self.env.cr.savepoint():
            Escalation.create({**values, "level": "handler"})
        Escalation.create({**values, "level": "director"})
        self.assertEqual(complaint.escalation_level, "director")
        self.assertIn(
            ("03 02:00", "ladder:0:director", "director"), self._told(complaint)
        )
        for level in ("manager", "director"):
            with self._refused("cannot be escalated"):
                Escalation.create({**values, "level": level})
        Escalation.create({**values, "level": "manufacturer"})
        activity = complaint.activity_ids.filtered(
            lambda activity: activity.summary == "Contact the manufacturer"
        )
        self.assertEqual(activity.user_id, self.director)
        self.assertEqual(complaint.action_escalate()["context"]["default_level"], False)
