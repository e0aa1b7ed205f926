import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common import AftersalesCase

DAY = datetime.date
# Two days later at 15:20 in Shanghai.
PROMISED = "2026-03-05 07:20:00"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 00:30:00")  # 08:30 in Shanghai
class TestContactCap(AftersalesCase):
    """At most one proactive contact in seven days, over all programs (F14)."""

    def setUp(self):
        super().setUp()
        self.company.contact_cap_days = 7
        self.vehicle.home_company_id = self.company
        self.reminder = self.env.ref("aftersales_followup.program_inspection")
        self.reminder.active = True

    def _remind(self, inspection="2026-04-01"):
        """Make the reminder that is due 30 days before the inspection."""
        self.vehicle.inspection_date = inspection
        for step in self.reminder.step_ids:
            step._generate(self.company)
        return self.env["aftersales.followup"].search(
            [("program_id", "=", self.reminder.id)], order="date_due, id"
        )

    def _not_again(self):
        return self.env.ref("aftersales_followup.skip_reason_recently_contacted")

    def test_second_repair_in_a_week(self):
        self._make_repair()
        self._make_repair()
        first, second = self._generate()
        self.assertEqual((first.state, second.state), ("open", "skipped"))
        self.assertEqual(second.skip_reason_id, self._not_again())
        # A customer of their own is not held up by others.
        self._make_repair(partner_id=self._make_customer("Other").id)
        self.assertEqual(self._generate()[-1].state, "open")

    def test_reminder_moves_past_a_call_that_was_made(self):
        self._make_repair()
        call = self._generate()
        call.finish_call(self._get_outcome("no_answer").id)
        reminder = self._remind("2026-04-02")
        self.assertRecordValues(
            reminder,
            [
                {
                    "state": "planned",
                    "date_planned": DAY(2026, 3, 3),
                    "date_due": DAY(2026, 3, 10),
                    "date_next": datetime.datetime(2026, 3, 10, 2),
                }
            ],
        )
        self.assertFalse(reminder.activity_ids)

    def test_higher_priority_wins(self):
        reminder = self._remind("2026-04-02")
        self.assertEqual(reminder.state, "open")
        self.program.priority = "2"
        self._make_repair()
        call = self._generate()
        self.assertEqual(call.state, "open")
        self.assertEqual(
            (reminder.state, reminder.date_due), ("planned", DAY(2026, 3, 10))
        )
        self.assertFalse(reminder.activity_ids)

    def test_who_gives_way_too_late_is_not_made(self):
        self._make_repair()
        call = self._generate()
        self.reminder.priority = "3"
        reminder = self._remind("2026-04-02")
        self.assertEqual(reminder.state, "open")
        # The call may wait until its deadline, three days after the repair; not seven.
        self.assertEqual(
            (call.state, call.skip_reason_id), ("skipped", self._not_again())
        )

    def test_revisits_and_complaints_do_not_count(self):
        self.program.purpose_id.is_proactive = False
        self._make_repair()
        self._make_repair()
        self.assertEqual(self._generate().mapped("state"), ["open", "open"])

    def test_steps_of_one_occasion_stay_as_close_as_planned(self):
        program = self.env.ref("aftersales_followup.program_new_vehicle")
        program.active = True
        self.vehicle.delivery_date = "2026-03-03"
        for day in range(3, 12):
            with freeze_time(f"2026-03-{day:02} 00:30:00"):
                for step in program.step_ids:
                    step._generate(self.company)
        followups = self.env["aftersales.followup"].search(
            [("program_id", "=", program.id)], order="date_due"
        )
        self.assertEqual([f.date_due.day for f in followups], [3, 6, 10])
        self.assertEqual(set(followups.mapped("state")), {"open"})

    def test_other_store_counts_too(self):
        self.other_company.contact_cap_days = 7
        self._make_repair(self.other_company)
        self._generate(self.other_company)
        self._make_repair()
        self.assertEqual(self._generate().state, "skipped")

    def test_records_that_come_late_count_from_today(self):
        """Two visits a week apart, entered together: one call, not two (F21)."""
        for day in ("02-19", "02-26"):
            self._make_repair(date_closed=f"2026-{day} 03:00:00")
        first, second = self._generate()
        self.assertEqual((first.state, first.date_due), ("open", DAY(2026, 2, 20)))
        self.assertEqual(
            (second.state, second.skip_reason_id), ("skipped", self._not_again())
        )

    def test_who_was_never_reached_keeps_nobody_away(self):
        self._make_repair()
        call = self._generate()
        call.finish_call(self._get_outcome("no_answer").id)
        call._cancel_for("came_in")
        self._make_repair()
        self.assertEqual(self._generate()[-1].state, "open")

    def test_a_message_that_was_sent_keeps_others_away(self):
        self._make_repair()
        call = self._generate()
        call._log_messages(self._get_outcome("sent"), "sms")
        call._expire()
        self._make_repair()
        self.assertEqual(self._generate()[-1].state, "skipped")

    def test_a_week_later_is_free(self):
        self._make_repair()
        self._generate().finish_call(self._get_outcome("no_answer").id)
        with freeze_time("2026-03-10 00:30:00"):
            self._make_repair(date_closed="2026-03-09 03:00:00")
            self.assertEqual(self._generate()[-1].state, "open")

    def test_a_week_from_the_day_on_which_the_customer_was_reached(self):
        """Not from the first try in vain."""
        self._make_repair()
        call = self._generate()
        call.finish_call(self._get_outcome("no_answer").id)
        with freeze_time("2026-03-06 02:30:00"):
            self._answer_all(call)
            call.finish_call(self._get_outcome("completed").id)
        with freeze_time("2026-03-11 00:30:00"):
            self._make_repair()
            second = self._generate()[-1]
        self.assertEqual((second.state, second.date_due), ("planned", DAY(2026, 3, 13)))

    def test_what_is_planned_for_later_in_the_week_counts(self):
        self._make_repair()
        self._generate().finish_call(self._get_outcome("no_answer").id)
        reminder = self._remind("2026-04-02")
        self.assertEqual(reminder.date_due, DAY(2026, 3, 10))
        # Nobody was called on the 6th; the reminder comes four days later.
        self._generate()._cancel_for("came_in")
        with freeze_time("2026-03-06 00:30:00"):
            self._make_repair()
            self.assertEqual(self._generate()[-1].skip_reason_id, self._not_again())

    def test_a_revisit_moves_nobody(self):
        """Complaints and re-visits are no proactive contacts, before or after (F14)."""
        self._make_repair()
        revisit = self._generate()
        revisit.purpose_id = self.env.ref("aftersales_followup.purpose_revisit")
        reminder = self._remind("2026-04-02")
        self.assertEqual((reminder.state, reminder.date_due.day), ("open", 3))
        revisit.finish_call(self._get_outcome("callback").id, callback_date=PROMISED)
        self.assertEqual((reminder.state, reminder.date_due.day), ("open", 3))
        reminder.finish_call(self._get_outcome("refused").id, note="No time")
        self.assertEqual(str(revisit.date_next), PROMISED)
        # Nor does the re-visit that follows wait for anybody.
        revisit.outcome_id = self._get_outcome("no_answer")
        before = revisit.date_next
        (reminder + revisit)[0]._keep_others_apart()
        self.assertEqual(revisit.date_next, before)

    def test_a_promised_call_back_waits_for_nobody(self):
        """Whoever is reached meanwhile by another program."""
        self._make_repair()
        call = self._generate()
        other = self._remind("2026-04-02")
        other._set_due(other.anchor_date, DAY(2026, 3, 3))
        call.finish_call(self._get_outcome("callback").id, callback_date=PROMISED)
        other.finish_call(self._get_outcome("refused").id, note="No time")
        self.assertEqual(str(call.date_next), PROMISED)

    def test_a_message_lets_others_wait(self):
        """An SMS that went out is a contact too."""
        self._make_repair()
        call, reminder = self._generate(), self._remind("2026-04-02")
        reminder._set_due(reminder.anchor_date, DAY(2026, 3, 3))
        call._log_messages(self._get_outcome("sent"), "sms")
        self.assertEqual(
            (reminder.state, reminder.date_due), ("planned", DAY(2026, 3, 10))
        )

    def test_the_last_day_is_not_too_late(self):
        self._make_repair()
        call = self._generate()
        call._give_way(call.date_deadline)
        self.assertEqual((call.state, call.date_due), ("planned", DAY(2026, 3, 5)))
        call._give_way(DAY(2026, 3, 6))
        self.assertEqual((call.state, call.date_next), ("skipped", False))

    def test_preview_moves_nobody(self):
        reminder = self._remind("2026-04-02")
        self.program.priority = "2"
        self._make_repair()
        preview = (
            self.env["aftersales.program.preview"]
            .with_user(self.manager)
            .create({"program_id": self.program.id, "date": "2026-03-03"})
        )
        self.assertEqual(preview.called_count, 1)
        self.assertEqual((reminder.state, reminder.date_due), ("open", DAY(2026, 3, 3)))
