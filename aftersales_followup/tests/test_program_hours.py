import datetime

import pytz
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ..tools import localtime, occasion
from .common import AftersalesCase

DAY, AT = datetime.date, datetime.datetime
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC")


@tagged("post_install", "-at_install")
class TestOccasion(BaseCase):
    """Before and after, over month ends, leap days and summer time."""

    def test_shifted_days(self):
        for day, amount, unit, due in (
            (DAY(2026, 1, 31), 1, "month", DAY(2026, 2, 28)),
            (DAY(2028, 1, 31), 1, "month", DAY(2028, 2, 29)),
            (DAY(2028, 2, 29), 12, "month", DAY(2029, 2, 28)),
            (DAY(2028, 2, 29), 48, "month", DAY(2032, 2, 29)),
            (DAY(2026, 3, 31), -1, "month", DAY(2026, 2, 28)),
            (DAY(2025, 8, 31), 6, "month", DAY(2026, 2, 28)),
            (DAY(2026, 12, 31), 1, "day", DAY(2027, 1, 1)),
            (DAY(2028, 3, 1), -1, "day", DAY(2028, 2, 29)),
            (DAY(2027, 3, 1), -1, "day", DAY(2027, 2, 28)),
            (DAY(2026, 12, 28), 1, "week", DAY(2027, 1, 4)),
            (DAY(2026, 3, 10), -2, "week", DAY(2026, 2, 24)),
        ):
            with self.subTest(day=day, amount=amount, unit=unit):
                self.assertEqual(localtime.shift(day, amount, unit), due)

    def test_moments(self):
        # (local time, amount, unit, zone) -> local time
        for zone, moment, amount, unit, due in (
            # Summer time begins at 02:00 and ends at 03:00 in Berlin.
            ("Europe/Berlin", (2026, 3, 29, 9), -1, "hour", (2026, 3, 29, 8)),
            ("Europe/Berlin", (2026, 3, 29, 4), -12, "hour", (2026, 3, 28, 15)),
            ("Europe/Berlin", (2026, 10, 25, 4), -12, "hour", (2026, 10, 24, 17)),
            ("Europe/Berlin", (2026, 10, 24, 20), 12, "hour", (2026, 10, 25, 7)),
            ("Asia/Shanghai", (2026, 12, 31, 23), 2, "hour", (2027, 1, 1, 1)),
            ("Asia/Shanghai", (2028, 3, 1, 0), -1, "hour", (2028, 2, 29, 23)),
            ("Asia/Shanghai", (2026, 1, 31, 11), 1, "half_day", (2026, 1, 31, 12)),
            ("Asia/Shanghai", (2026, 1, 31, 12), 1, "half_day", (2026, 2, 1, 8)),
            ("Asia/Shanghai", (2026, 1, 31, 12), 2, "half_day", (2026, 2, 1, 12)),
            ("Asia/Shanghai", (2026, 2, 1, 9), -1, "half_day", (2026, 1, 31, 12)),
            ("Europe/Berlin", (2026, 3, 28, 15), 1, "half_day", (2026, 3, 29, 8)),
            ("Europe/Berlin", (2026, 10, 24, 15), 1, "half_day", (2026, 10, 25, 8)),
        ):
            with self.subTest(zone=zone, moment=moment, amount=amount, unit=unit):
                tz = pytz.timezone(zone)
                utc = tz.localize(AT(*moment)).astimezone(pytz.utc)
                found = occasion.due_moment(utc.replace(tzinfo=None), amount, unit, tz)
                local = pytz.utc.localize(found).astimezone(tz)
                self.assertEqual(local.replace(tzinfo=None), AT(*due))

    def test_days_of_anchors_are_the_inverse(self):
        days = [DAY(2027, 12, 1) + datetime.timedelta(days=n) for n in range(500)]
        for unit, amounts in (
            ("day", (-30, -1, 0, 1, 25)),
            ("week", (-2, 1, 3)),
            ("month", (-6, -1, 1, 3, 12)),
        ):
            for amount in amounts:
                for first in days[60:-60:7]:
                    last = first + datetime.timedelta(days=3)
                    span = range(-400, 400)
                    wanted = [
                        day
                        for day in (first + datetime.timedelta(days=n) for n in span)
                        if first <= localtime.shift(day, amount, unit) <= last
                    ]
                    self.assertEqual(
                        occasion.anchor_days(first, last, amount, unit),
                        (wanted[0], wanted[-1]),
                    )

    def test_days_of_anchors_hold_all_moments(self):
        for zone in ZONES:
            tz = pytz.timezone(zone)
            for unit, amount in (
                ("hour", -1),
                ("hour", 0),
                ("hour", 12),
                ("hour", 47),
                ("half_day", -1),
                ("half_day", 0),
                ("half_day", 1),
                ("half_day", 4),
            ):
                # Over the summer times of Berlin and New York.
                for hours in range(0, 24 * 40, 5):
                    moment = AT(2026, 2, 27) + datetime.timedelta(hours=hours)
                    due = occasion.due_moment(moment, amount, unit, tz)
                    day = localtime.local_date(due, tz)
                    first, last = occasion.anchor_days(day, day, amount, unit)
                    self.assertLessEqual(first, localtime.local_date(moment, tz))
                    self.assertGreaterEqual(last, localtime.local_date(moment, tz))


@tagged("post_install", "-at_install")
class TestProgramHours(AftersalesCase):
    """Steps that count hours and half days, and steps that recur (R1, F5, F28)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle.home_company_id = cls.company
        cls.env["aftersales.program"].search([]).active = False

    def _switch_on(self, name, moment):
        program = self.env.ref(f"aftersales_followup.program_{name}")
        with freeze_time(moment):
            program.active = True
        return program

    def _run(self, program, moment):
        """Run the cron of the hours, as of a UTC moment; return all follow-ups."""
        with freeze_time(moment), self.enter_registry_test_mode():
            cron = self.env.ref("aftersales_followup.cron_generate_hours")
            cron.method_direct_trigger()
        self.assertFalse(program.failure_ids)
        return self.env["aftersales.followup"].search(
            [("program_id", "=", program.id)], order="date_planned, id"
        )

    def _book(self, moment, **values):
        booked = {"state": "confirmed", "intake": "booked_customer"}
        return self._make_repair(
            date_closed=False, schedule_date=moment, **{**booked, **values}
        )

    # -- F5

    def test_delivered_before_noon_that_afternoon(self):
        program = self._switch_on("new_vehicle", "2026-03-01 01:00:00")
        self.vehicle.delivered_at = "2026-03-02 03:59:00"  # 11:59 in Shanghai
        self.vehicle.sales_adviser_id = self.director
        self.assertEqual(self.vehicle.delivery_date, DAY(2026, 3, 2))
        self.assertFalse(self._run(program, "2026-03-02 03:30:00"))
        followup = self._run(program, "2026-03-02 03:50:00")
        self.assertEqual(followup.date_due, DAY(2026, 3, 2))
        # 15:00, the first window of the afternoon
        self.assertEqual(followup.date_next, AT(2026, 3, 2, 7))
        self.assertEqual(followup.user_id, self.director)
        self.assertEqual(self._run(program, "2026-03-02 09:00:00"), followup)

    def test_delivered_later_next_morning(self):
        program = self._switch_on("new_vehicle", "2026-03-01 01:00:00")
        self.vehicle.delivered_at = "2026-02-28 04:00:00"
        self.vehicle.delivered_at = "2026-03-31 04:00:00"  # noon in Shanghai
        self.assertFalse(self._run(program, "2026-03-31 08:00:00"))
        followup = self._run(program, "2026-04-01 00:00:00")
        self.assertEqual(followup.date_due, DAY(2026, 4, 1))
        self.assertEqual(followup.date_next, AT(2026, 4, 1, 2))
        self.assertEqual(followup.state, "open")

    def test_hour_and_day_of_the_delivery_agree(self):
        self.vehicle.delivered_at = "2026-03-01 17:00:00"
        self.assertEqual(self.vehicle.delivery_date, DAY(2026, 3, 2))
        self.vehicle.delivery_date = "2026-03-03"
        self.assertFalse(self.vehicle.delivered_at)
        self.vehicle.write(
            {"delivery_date": "2026-03-05", "delivered_at": "2026-03-04 02:00:00"}
        )
        self.assertEqual(self.vehicle.delivery_date, DAY(2026, 3, 4))

    # -- R1

    def test_an_hour_before_the_appointment(self):
        program = self._switch_on("appointment", "2026-03-01 01:00:00")
        repair = self._book("2026-03-02 09:00:00")  # 17:00 in Shanghai
        self._book("2026-03-02 09:00:00", intake="walk_in")
        self.assertFalse(self._run(program, "2026-03-02 07:30:00"))
        followup = self._run(program, "2026-03-02 07:45:00")
        self.assertEqual(followup.repair_id, repair)
        self.assertEqual(followup.state, "open")
        self.assertEqual(followup.date_next, AT(2026, 3, 2, 8))
        self.assertEqual(self._run(program, "2026-03-02 08:30:00"), followup)

    def test_preview_is_what_the_day_makes(self):
        program = self._switch_on("appointment", "2026-03-01 01:00:00")
        repair = self._book("2026-03-02 09:00:00")
        self._book("2026-03-03 01:00:00")
        # The evening before, and while the day goes on.
        for moment in ("2026-03-01 13:00:00", "2026-03-02 02:00:00"):
            with freeze_time(moment), self.subTest(moment=moment):
                preview = (
                    self.env["aftersales.program.preview"]
                    .with_user(self.manager)
                    .create({"program_id": program.id, "date": DAY(2026, 3, 2)})
                )
                self.assertEqual(
                    (preview.line_ids.vehicle_id, preview.line_ids.date_due),
                    (repair.vehicle_id, DAY(2026, 3, 2)),
                )
        self.assertEqual(self._run(program, "2026-03-02 07:45:00").repair_id, repair)

    def test_before_an_appointment_the_window_is_too_late(self):
        program = self._switch_on("appointment", "2026-03-01 01:00:00")
        self._book("2026-03-02 01:00:00")  # 09:00: windows open at 10:00
        followup = self._run(program, "2026-03-01 23:50:00")
        self.assertEqual(followup.date_next, AT(2026, 3, 2))
        program.step_ids.offset = -4
        self._book("2026-03-03 08:00:00")  # 16:00; noon is no time, 15:00 is
        followup = self._run(program, "2026-03-03 04:00:00")[-1]
        self.assertEqual(followup.date_next, AT(2026, 3, 3, 7))

    def test_message_before_an_appointment_is_sent_at_its_moment(self):
        program = self._switch_on("appointment", "2026-03-01 01:00:00")
        program.step_ids.channel = "sms"
        self._book("2026-03-02 05:30:00")  # 13:30; half past noon is no time else
        followup = self._run(program, "2026-03-02 04:20:00")
        self.assertEqual(followup.date_next, AT(2026, 3, 2, 4, 30))
        self.assertEqual(followup.channel, "sms")
        with freeze_time("2026-03-02 04:31:00"):
            self.assertEqual(followup._in_their_windows(), followup)

    def test_no_reminder_after_the_appointment(self):
        program = self._switch_on("appointment", "2026-03-01 01:00:00")
        self._book("2026-03-02 06:00:00")
        self.assertFalse(self._run(program, "2026-03-02 06:00:00"))
        self.assertFalse(self._run(program, "2026-03-03 01:00:00"))

    def test_moved_appointment_and_arrival(self):
        program = self._switch_on("appointment", "2026-03-01 01:00:00")
        repair = self._book("2026-03-02 08:00:00")
        followup = self._run(program, "2026-03-02 07:00:00")
        with freeze_time("2026-03-02 07:05:00"):
            repair.schedule_date = "2026-03-02 09:00:00"
        self.assertEqual(followup.date_next, AT(2026, 3, 2, 8))
        with freeze_time("2026-03-02 07:10:00"):
            repair.schedule_date = "2026-03-04 09:00:00"
        self.assertEqual(
            (followup.state, followup.date_due, followup.date_next),
            ("planned", DAY(2026, 3, 4), AT(2026, 3, 4, 8)),
        )
        with freeze_time("2026-03-04 06:00:00"):
            repair.state = "under_repair"
        self.assertEqual(followup.state, "cancelled")
        self.assertEqual(self._run(program, "2026-03-04 08:30:00"), followup)

    def test_appointments_do_not_count_for_the_cap(self):
        self.company.contact_cap_days = 7
        self.program.active = True
        self.program.start_date = "2026-02-01"
        with freeze_time("2026-03-02 01:00:00"):
            self._make_repair(date_closed="2026-03-01 09:00:00")
            self.assertEqual(self._generate().state, "open")
        program = self._switch_on("appointment", "2026-03-01 01:00:00")
        self._book("2026-03-02 08:00:00")
        self.assertEqual(self._run(program, "2026-03-02 07:00:00").state, "open")

    def test_hours_in_summer_time(self):
        self.company.resource_calendar_id.tz = "Europe/Berlin"
        program = self._switch_on("appointment", "2026-03-01 01:00:00")
        self._book("2026-03-29 14:00:00")  # 16:00 in Berlin, an hour earlier than UTC+1
        followup = self._run(program, "2026-03-29 12:50:00")
        self.assertEqual(followup.date_next, AT(2026, 3, 29, 13))

    def test_cheap_without_steps_of_hours(self):
        self.program.active = True
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.env["aftersales.program"]._cron_generate_hours()
        self.assertLessEqual(self.cr.sql_log_count - before, 3)

    def test_hours_need_a_time_of_day(self):
        program = self.env.ref("aftersales_followup.program_insurance")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            program.step_ids[0].offset_unit = "hour"
        program = self.env.ref("aftersales_followup.program_appointment")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            program.anchor = "aftersales.anchor.vehicle.insurance"

    def test_an_hour_after_settling(self):
        self.program.active = True
        self.program.start_date = "2026-03-01"
        self.step.write({"offset": 3, "offset_unit": "hour"})
        self._make_repair(date_closed="2026-03-02 14:30:00")  # 22:30 in Shanghai
        row = self.env["aftersales.reconciliation"].search(
            [("repair_id.date_closed", "=", "2026-03-02 14:30:00")]
        )
        self.assertEqual(row.date_planned, DAY(2026, 3, 3))
        self.assertFalse(self._run(self.program, "2026-03-02 17:00:00"))
        followup = self._run(self.program, "2026-03-02 17:30:00")
        self.assertEqual(followup.date_planned, DAY(2026, 3, 3))
        self.assertEqual(followup.date_next, AT(2026, 3, 3, 2))  # never at night
        self.step.write({"offset": 1, "offset_unit": "half_day"})
        self.env["aftersales.reconciliation"].invalidate_model()
        followup.unlink()
        self.assertEqual(row.date_planned, DAY(2026, 3, 3))

    # -- F28

    def _nights(self, program, *days):
        for day in days:
            with freeze_time(f"{day} 00:30:00"):
                program.step_ids._generate(self.company)
        return self.env["aftersales.followup"].search(
            [("program_id", "=", program.id)], order="date_planned, id"
        )

    def test_every_six_months_until_the_warranty_ends(self):
        self.vehicle.write({"delivery_date": "2024-08-31"})
        self.vehicle.warranty_date = "2026-08-30"
        program = self._switch_on("half_yearly", "2025-03-10 01:00:00")
        # Switched on: nothing for the half year that has passed.
        self.assertFalse(self._nights(program, "2025-03-10"))
        followups = self._nights(program, "2025-08-30", "2025-08-31", "2025-09-01")
        self.assertEqual(followups.date_planned, DAY(2025, 8, 31))
        self.assertEqual(followups.date_deadline, DAY(2025, 9, 14))
        followups = self._nights(program, "2026-02-28", "2026-08-31", "2026-09-02")
        self.assertEqual(
            followups.mapped("date_planned"), [DAY(2025, 8, 31), DAY(2026, 2, 28)]
        )
        self.assertEqual(
            followups.mapped("occurrence_key"),
            ["delivered:2024-08-31#1", "delivered:2024-08-31#2"],
        )
        self.assertEqual(set(followups.mapped("channel")), {"visit"})

    def test_the_last_day_of_the_warranty_counts(self):
        self.vehicle.write(
            {"delivery_date": "2025-08-31", "warranty_date": "2026-02-28"}
        )
        program = self._switch_on("half_yearly", "2026-01-01 01:00:00")
        followups = self._nights(program, "2026-02-28", "2026-08-31")
        self.assertEqual(followups.mapped("date_planned"), [DAY(2026, 2, 28)])

    def test_without_a_warranty_date_nothing_recurs(self):
        self.env["aftersales.service.plan"].search([]).active = False
        self.vehicle.delivery_date = "2025-09-01"
        program = self._switch_on("half_yearly", "2026-01-01 01:00:00")
        self.assertFalse(self.vehicle.warranty_date)
        self.assertFalse(self._nights(program, "2026-03-01"))

    def test_so_many_times(self):
        self.vehicle.delivery_date = "2026-01-01"
        program = self._switch_on("half_yearly", "2026-01-01 01:00:00")
        program.step_ids.write(
            {
                "offset": 2,
                "offset_unit": "week",
                "recurrence": "count",
                "recurrence_interval": 1,
                "recurrence_count": 3,
            }
        )
        days = [f"2026-0{1 + n // 28}-{1 + n % 28:02}" for n in range(0, 84, 2)]
        self.assertEqual(
            self._nights(program, *days).mapped("date_planned"),
            [DAY(2026, 1, 15), DAY(2026, 1, 22), DAY(2026, 1, 29)],
        )

    def test_a_moved_date_moves_its_repetition(self):
        self.vehicle.inspection_date = "2026-01-10"
        program = self._switch_on("inspection", "2026-01-01 01:00:00")
        step = program.step_ids[0]
        (program.step_ids - step).active = False
        step.write({"offset": 0, "recurrence": "forever", "recurrence_interval": 7})
        followup = self._nights(program, "2026-01-10", "2026-01-17")[-1]
        self.assertEqual(followup.occurrence_key, "insp:2026-01-10#1")
        with freeze_time("2026-01-18 01:00:00"):
            followup._move_to(DAY(2026, 1, 12))
        self.assertEqual(followup.date_due, DAY(2026, 1, 19))
        self.assertEqual(followup.date_planned, DAY(2026, 1, 17))

    @mute_logger("odoo.sql_db")
    def test_impossible_recurrences(self):
        step = self.step
        for vals in (
            {"recurrence": "forever", "recurrence_interval": 0},
            {"recurrence": "count", "recurrence_count": 0},
            {"recurrence_count": 61},
            {"recurrence": "forever", "offset_unit": "hour"},
        ):
            with (
                self.subTest(vals),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                step.write(vals)
                step.flush_recordset()
