import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_complaint import ComplaintCase


def moment(text):
    return datetime.datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M")


@tagged("post_install", "-at_install")
class TestComplaintDeadlines(ComplaintCase):
    """One row per deadline, computed, never pushed (C4). 02:00 UTC is 10:00."""

    def _rows(self, complaint, cycle=0):
        return {row.kind: row for row in complaint.deadline_ids if row.cycle == cycle}

    def _due(self, complaint, kind):
        return self._rows(complaint)[kind].date_deadline

    def test_product_quality(self):
        """Contact within two hours, solution 24 hours after it, night or not."""
        complaint = self._make_complaint(
            cause_ids=[(6, 0, self.product.child_ids[0].ids)], source="followup"
        )
        self.assertEqual(self._due(complaint, "contact"), moment("03-03 04:00"))
        self.assertEqual(self._rows(complaint)["solution"].state, "waiting")
        with self._at("2026-03-03 03:30:00"):
            complaint.action_contacted()
            self.assertEqual(self._due(complaint, "solution"), moment("03-04 03:30"))
            self.assertEqual(self._rows(complaint)["contact"].state, "met")

    def test_direct_same_day_and_next_day(self):
        """Handled the same working day, replied the next; in the evening, the next."""
        complaint = self._make_complaint(source="hotline")
        self.assertEqual(self._due(complaint, "handled"), moment("03-03 09:00"))
        self.assertEqual(self._due(complaint, "reply"), moment("03-04 09:00"))
        with self._at("2026-03-06 12:00:00"):  # Friday, 20:00
            complaint = self._make_complaint(source="counter")
            self.assertEqual(self._due(complaint, "handled"), moment("03-09 09:00"))
        complaint = self._make_complaint(source="followup")
        self.assertNotIn("handled", self._rows(complaint))

    def test_question_and_sales(self):
        question = self.env.ref("aftersales_followup.complaint_cause_question")
        complaint = self._make_complaint(
            cause_ids=[(6, 0, question.ids)], source="followup"
        )
        self.assertEqual(self._due(complaint, "supervisor"), moment("03-05 09:00"))
        sales = self.env.ref("aftersales_followup.complaint_cause_sales_service")
        complaint = self._make_complaint(cause_ids=[(6, 0, sales.ids)])
        row = self._rows(complaint)["handled"]
        self.assertEqual(row.state, "waiting")
        complaint.date_limit = moment("03-10 09:00")
        self.assertEqual(row.date_deadline, moment("03-10 09:00"))
        self.assertEqual(row.state, "running")

    def test_cause_found_later_brings_its_deadlines(self):
        complaint = self._make_complaint(source="followup", cause_ids=False)
        self.assertEqual(
            set(self._rows(complaint)), {"contact", "instruction", "reply", "confirm"}
        )
        self.assertEqual(self._due(complaint, "contact"), moment("03-03 09:00"))
        complaint.cause_ids = self.product
        self.assertIn("solution", self._rows(complaint))
        self.assertEqual(self._due(complaint, "contact"), moment("03-03 04:00"))
        complaint.cause_ids = self.attitude
        self.assertNotIn("solution", self._rows(complaint))

    def test_store_severity_and_order_of_sets(self):
        """The first set that fits and names a kind decides, not another store's."""
        Set = self.env["aftersales.complaint.deadline.set"]
        rule = {"kind": "contact", "start_event": "date_received", "clock": "elapsed"}
        Set.create(
            [
                {
                    "name": "West",
                    "sequence": 1,
                    "company_id": self.other_company.id,
                    "rule_ids": [(0, 0, {**rule, "duration": 9})],
                },
                {
                    "name": "Serious",
                    "sequence": 2,
                    "severity": "serious",
                    "rule_ids": [(0, 0, {**rule, "duration": 1})],
                },
            ]
        )
        complaint = self._make_complaint(
            severity="serious", cause_ids=[(6, 0, self.product.ids)]
        )
        self.assertEqual(self._due(complaint, "contact"), moment("03-03 03:00"))
        complaint.severity = "normal"
        self.assertEqual(self._due(complaint, "contact"), moment("03-03 04:00"))

    def test_special_days_and_leaves(self):
        Exception_ = self.env["aftersales.calendar.exception"]
        Exception_.create(
            [
                {"name": "Day off", "date": "2026-03-03", "kind": "holiday"},
                {
                    "name": "Make-up",
                    "date": "2026-03-07",
                    "kind": "workday",
                    "as_weekday": "2",
                },
            ]
        )
        complaint = self._make_complaint(source="phone")
        self.assertEqual(self._due(complaint, "handled"), moment("03-04 09:00"))
        # The store's own line wins over everybody's.
        own = Exception_.create(
            {
                "name": "We work",
                "date": "2026-03-03",
                "kind": "workday",
                "company_id": self.company.id,
                "hour_from": 8,
                "hour_to": 11,
            }
        )
        complaint = self._make_complaint(source="phone")
        self.assertEqual(self._due(complaint, "handled"), moment("03-03 03:00"))
        own.kind = "holiday"
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-03-04 00:00:00",
                "date_to": "2026-03-06 15:00:00",
            }
        )
        complaint = self._make_complaint(source="phone")
        self.assertEqual(self._due(complaint, "handled"), moment("03-07 09:00"))

    def test_official_days(self):
        """National Day of 2026 with its make-up days, loaded once for the store."""
        days = self.env["aftersales.calendar.exception"].with_user(self.manager)
        days = days.with_company(self.company)
        days.action_load_official_days()
        national = days.search(
            [("date", ">=", "2026-10-01"), ("date", "<=", "2026-10-10")]
        )
        self.assertEqual(
            [(str(day.date), day.kind) for day in national.sorted("date")],
            [(f"2026-10-0{number}", "holiday") for number in range(1, 8)]
            + [("2026-10-10", "workday")],
        )
        self.assertEqual(national.company_id, self.company)
        with self._refused("All official days"):
            days.action_load_official_days()
        with self._at("2026-10-01 02:00:00"):
            complaint = self._make_complaint(source="phone")
            self.assertEqual(self._due(complaint, "handled"), moment("10-08 09:00"))
        with self.assertRaises(AccessError):
            days.with_user(self.service_manager).create(
                {"name": "x", "date": "2027-01-01"}
            )

    def test_a_years_list_is_imported(self):
        """The next year's list comes as a file, by Odoo's own import, once."""
        days = self.env["aftersales.calendar.exception"].with_user(self.manager)
        header = ["date", "name", "kind", "company_id/.id"]
        store = str(self.company.id)
        rows = [
            ["2027-01-01", "New Year's Day", "Day off", store],
            ["2027-01-03", "Make-up workday", "Make-up workday", store],
        ]
        result = days.load(header, rows)
        self.assertFalse(result["messages"])
        # A Sunday that works as a Monday; the Friday before is off.
        with self._at("2026-12-31 12:00:00"):  # Thursday, 20:00
            complaint = self._make_complaint(source="phone")
            self.assertEqual(
                self._due(complaint, "handled"), datetime.datetime(2027, 1, 3, 9)
            )
        with mute_logger("odoo.sql_db"):
            again = days.load(header, rows[:1])
        self.assertIn("in the list already", again["messages"][0]["message"])

    def test_without_calendar_every_hour_counts(self):
        self.company.resource_calendar_id = False
        complaint = self._make_complaint(source="phone")
        self.assertEqual(self._due(complaint, "handled"), moment("03-04 00:00"))
        calendar = self.env["resource.calendar"].create(
            {"name": "Empty", "attendance_ids": False, "tz": "Asia/Shanghai"}
        )
        calendar.attendance_ids.unlink()
        self.company.resource_calendar_id = calendar
        complaint = self._make_complaint(source="phone")
        self.assertEqual(self._due(complaint, "handled"), moment("03-03 16:00"))

    def test_wrong_special_days(self):
        Exception_ = self.env["aftersales.calendar.exception"]
        values = {"name": "x", "date": "2026-03-07", "kind": "workday"}
        for wrong in (
            {"hour_from": 12, "hour_to": 9},
            {"hour_to": 25},
            {"as_weekday": False},
        ):
            with self.assertRaises(ValidationError):
                Exception_.create({**values, **wrong})
        Exception_.create(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            Exception_.create(values)

    def test_hold(self):
        """The clock stands while we wait for the customer, then goes on."""
        complaint = self._make_complaint(
            cause_ids=[(6, 0, self.product.ids)], source="followup"
        )
        contact = self._rows(complaint)["contact"]
        Hold = self.env["aftersales.complaint.hold"].with_user(self.service_manager)
        with self._at("2026-03-03 03:00:00"):
            hold = Hold.create({"complaint_id": complaint.id, "reason": "No line"})
            self.assertEqual(contact.state, "hold")
            self.assertEqual(complaint.clock_state, "hold")
            self.assertTrue(complaint.on_hold)
            self.assertFalse(complaint.date_next_deadline)
        with self._at("2026-03-04 03:00:00"):
            complaint.with_user(self.service_manager).action_resume()
            self.assertEqual(contact.date_deadline, moment("03-04 04:00"))
            self.assertEqual(contact.state, "running")
            self.assertFalse(complaint.on_hold)
        # Taken back: the time counts after all, and the complaint is late.
        with self._at("2026-03-04 03:00:00"):
            hold.sudo().unlink()
            self.assertEqual(contact.state, "late")

    def test_late_before_the_hold_stays_late(self):
        complaint = self._make_complaint(cause_ids=[(6, 0, self.product.ids)])
        with self._at("2026-03-03 05:00:00"):
            self.env["aftersales.complaint.hold"].create(
                {"complaint_id": complaint.id, "reason": "Too late"}
            )
            self.assertEqual(self._rows(complaint)["contact"].state, "late")
            self.assertEqual(complaint.clock_state, "late")

    def test_wrong_holds(self):
        complaint = self._make_complaint()
        Hold = self.env["aftersales.complaint.hold"]
        for wrong in (
            {"date_from": "2026-03-03 03:00:00"},
            {"date_from": "2026-03-02 03:00:00"},
            {"date_to": "2026-03-03 01:00:00"},
        ):
            with self.assertRaises(ValidationError):
                Hold.create({"complaint_id": complaint.id, "reason": "x", **wrong})
        with self.assertRaises(AccessError):
            Hold.with_user(self.auditor).create(
                {"complaint_id": complaint.id, "reason": "x"}
            )
        self._walk(complaint, until="handling")
        with self.assertRaises(AccessError):
            Hold.with_user(self.agent).create(
                {"complaint_id": complaint.id, "reason": "x"}
            )
        self._walk(complaint)
        with self.assertRaises(ValidationError):
            Hold.create({"complaint_id": complaint.id, "reason": "x"})

    def test_late_is_a_search(self):
        complaint = self._make_complaint(source="followup")
        Complaint, Row = (
            self.env["aftersales.complaint"],
            self.env["aftersales.complaint.deadline"],
        )

        def found(state):
            return complaint in Complaint.search([("clock_state", "in", [state])])

        def kinds(state):
            rows = Row.search(
                [("complaint_id", "=", complaint.id), ("state", "in", [state])]
            )
            return set(rows.mapped("kind"))

        self.assertTrue(found("today"))
        self.assertEqual(kinds("running"), {"contact", "reply"})
        self.assertEqual(kinds("waiting"), {"instruction", "confirm"})
        with self._at("2026-03-03 09:00:01"):
            complaint.invalidate_recordset()
            self.assertEqual(complaint.clock_state, "late")
            self.assertTrue(found("late"))
            self.assertFalse(found("today"))
            self.assertEqual(kinds("late"), {"contact"})
            complaint.action_contacted()
            self.assertEqual(kinds("met_late"), {"contact"})
            self.assertEqual(kinds("met"), set())
            self.assertTrue(complaint.was_late)
            self.assertFalse(found("late"))
            self.assertTrue(found("running"))

    def test_searches_say_what_the_fields_say(self):
        """Each state is found by exactly the rows that show it."""
        complaint = self._walk(self._make_complaint(), until="handling")
        self._walk(self._make_complaint())
        with self._at("2026-03-05 03:00:00"):
            self._make_complaint(source="followup")
            self.env["aftersales.complaint.hold"].create(
                {"complaint_id": complaint.id, "reason": "x"}
            )
            for model, field in (
                ("aftersales.complaint", "clock_state"),
                ("aftersales.complaint.deadline", "state"),
            ):
                records = self.env[model].search([])
                records.invalidate_recordset()
                for state, _name in records._fields[field].selection:
                    self.assertEqual(
                        records.search([(field, "in", [state])]),
                        records.filtered(lambda r, f=field, s=state: r[f] == s),
                        state,
                    )

    def test_frozen_on_close(self):
        """Neither rules nor calendar rewrite what was."""
        complaint = self._walk(self._make_complaint())
        before = complaint.deadline_ids.read(["date_deadline", "date_met", "state"])
        self.company.resource_calendar_id = False
        self.env["aftersales.complaint.deadline.rule"].search([]).duration = 99
        complaint._sync_deadlines()
        self.assertEqual(
            before, complaint.deadline_ids.read(["date_deadline", "date_met", "state"])
        )
        self.assertFalse(complaint.date_next_deadline)

    def test_never_met_stays_missed(self):
        question = self.env.ref("aftersales_followup.complaint_cause_question")
        complaint = self._make_complaint(
            cause_ids=[(6, 0, question.ids)],
            source="followup",
            responsible_id=self.service_manager.id,
        )
        with self._at("2026-03-09 02:00:00"):
            complaint.with_user(self.director).write(
                {"late_cause": "x", "late_remedy": "y"}
            )
            self._walk(complaint)
            self.assertEqual(self._rows(complaint)["supervisor"].state, "void_late")
            self.assertTrue(complaint.was_late)

    def test_closed_by_mistake(self):
        """Reopened as if it had never been closed: the same clocks, the same limits."""
        complaint = self._make_complaint(source="followup")
        supervisor = self._rows(complaint)
        self._walk(complaint)
        dates = {kind: row.date_deadline for kind, row in supervisor.items()}
        with self._at("2026-03-05 02:00:00"):
            self.env["aftersales.complaint.reopening"].with_user(self.manager).create(
                {
                    "complaint_id": complaint.id,
                    "kind": "mistake",
                    "note": "Wrong button",
                }
            )
        self.assertEqual(complaint.stage_code, "revisit")
        self.assertEqual(complaint.reopen_count, 0)
        self.assertFalse(complaint.date_closed)
        self.assertEqual(
            dates,
            {kind: row.date_deadline for kind, row in self._rows(complaint).items()},
        )
        self.assertEqual(complaint.reopening_ids.date_closed, moment("03-03 02:00"))

    def test_closed_by_mistake_runs_on_with_what_it_had(self):
        """What was not met at the close is due when it was, waits included."""
        question = self.env.ref("aftersales_followup.complaint_cause_question")
        complaint = self._make_complaint(
            cause_ids=[(6, 0, question.ids)],
            source="followup",
            responsible_id=self.service_manager.id,
        )
        Hold = self.env["aftersales.complaint.hold"]
        with self._at("2026-03-05 08:00:00"):
            # The 5th does not count: the clock stood when it closed.
            Hold.create(
                {
                    "complaint_id": complaint.id,
                    "reason": "x",
                    "date_from": "2026-03-05 08:00:00",
                }
            )
        with self._at("2026-03-05 10:00:00"):
            complaint.action_resume()
            row = self._rows(complaint)["supervisor"]
            self.assertEqual(row.date_deadline, moment("03-06 09:00"))
            complaint.with_user(self.director).write(
                {"late_cause": "x", "late_remedy": "y"}
            )
            self._walk(complaint)
            self.assertEqual((row.state, row.is_open), ("void", False))
            self.assertFalse(complaint.date_next_deadline)
        with self._at("2026-03-06 02:00:00"):
            self.env["aftersales.complaint.reopening"].with_user(self.manager).create(
                {"complaint_id": complaint.id, "kind": "mistake", "note": "Wrong one"}
            )
            row.invalidate_recordset()
            self.assertEqual((row.state, row.is_open), ("running", True))
            self.assertEqual(row.date_deadline, moment("03-06 09:00"))
            self.assertEqual(complaint.date_next_deadline, moment("03-06 09:00"))
            self.assertEqual(complaint.clock_state, "today")
            met = self._rows(complaint)["contact"]
            self.assertEqual(met.date_met, moment("03-05 10:00"))
        with self._at("2026-03-06 09:00:01"):
            complaint.invalidate_recordset()
            row.invalidate_recordset()
            self.assertEqual(row.state, "late")
            self.assertEqual(complaint.clock_state, "late")

    def test_new_round_has_its_own_clocks(self):
        complaint = self._walk(self._make_complaint(source="phone"))
        with self._at("2026-03-05 02:00:00"):
            self.env["aftersales.complaint.reopening"].with_user(self.manager).create(
                {"complaint_id": complaint.id, "note": "Rattles again"}
            )
            first, second = self._rows(complaint), self._rows(complaint, 1)
            self.assertEqual(first["handled"].state, "met")
            self.assertEqual(second["handled"].date_deadline, moment("03-05 09:00"))
            self.assertEqual(second["contact"].date_start, moment("03-05 02:00"))
            self.assertEqual(complaint.clock_state, "today")

    def test_met_stays_met_when_rules_change(self):
        complaint = self._make_complaint()
        complaint.action_contacted()
        due = self._due(complaint, "contact")
        self.env["aftersales.complaint.deadline.rule"].search([]).duration = 7
        complaint._sync_deadlines()
        self.assertEqual(self._due(complaint, "contact"), due)

    def test_week_of_month_is_local(self):
        for text, week, day in (
            ("2026-02-07 15:59:00", "1", "2026-02-07"),
            ("2026-02-07 16:00:00", "2", "2026-02-08"),
            ("2026-01-31 01:00:00", "4", "2026-01-31"),
        ):
            complaint = self._make_complaint(date_received=text)
            self.assertEqual(complaint.week_of_month, week)
            self.assertEqual(str(complaint.day_received), day)
