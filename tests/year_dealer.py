"""A small dealer with two stores who lives a year, as ``year_plan`` has it."""

from odoo import fields
from odoo.tools import SQL

from odoo.addons.aftersales_followup.tests.common_complaint import ComplaintCase
from odoo.addons.aftersales_followup.tools import localtime

from . import year_plan
from .year_desk import YearDesk
from .year_events import YearEvents
from .year_rules import Expected

# The smaller store runs these only.
BOTH_STORES = ("F1", "F6", "F7", "F26", "R1")
DESK = (10.25, 16.5, 18.25)  # local hours at which the queue is worked
# On days with something that counts by the hour: the engine runs, and who has
# something to do at that hour does it.
TICKS = (8.25, 9.25, 12.75, 15.0, 22.0)


class YearDealer(YearDesk, YearEvents, ComplaintCase):
    """People, customers and cars; what happens to them; the night and the desk."""

    SEED = 20260101
    NOW = "2025-12-30 06:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = year_plan.make_plan(cls.SEED)
        cls.hour_days = year_plan.hour_days(cls.plan)
        cls.tz = cls.company._aftersales_tz()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": (cls.company + cls.other_company).ids,
            }
        )
        cls.stores = (cls.company + cls.other_company).with_env(cls.env)
        cls.stores.contact_cap_days = 7
        cls.other_company.resource_calendar_id.tz = "Asia/Urumqi"
        cls.west_agent = cls._make_user(
            "agent_west", "group_agent", company=cls.other_company
        )
        cls.marketing = cls._make_user("marketing", "group_marketing")
        cls.env["aftersales.team"].create(
            {
                "name": "West",
                "company_id": cls.other_company.id,
                "member_ids": [(6, 0, cls.west_agent.ids)],
            }
        )
        # This dealer has two stores, and its year is long enough.
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE res_company SET active = FALSE WHERE id NOT IN %s",
                tuple(cls.stores.ids),
            )
        )
        cls.env.invalidate_all()
        cls._found_dealer()
        cls._switch_all_on()
        cls.expected = Expected()

    # ------------------------------------------------------------------
    # Customers, cars, programs
    # ------------------------------------------------------------------

    @classmethod
    def _found_dealer(cls):
        categories = {
            code: cls.env.ref(f"aftersales_followup.customer_category_{code}").id
            for code in ("private", "business", "vip", "fleet")
        }
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number:02}",
                    "phone": number != year_plan.NO_PHONE and f"138{number:08}",
                    "email": f"c{number}@example.com",
                    "street": f"{number} Nanjing Road",
                    "city": "Shanghai",
                    "country_id": cls.env.ref("base.cn").id,
                    "lang": "en_US",
                    "tz": cls._clock_of(number),
                    "customer_category_id": categories[
                        {5: "business", 11: "vip", 17: "fleet"}.get(
                            number % 24, "private"
                        )
                    ],
                }
                for number in range(year_plan.CUSTOMERS)
            ]
        )
        cls.env["aftersales.contact.window"].create(
            [
                {
                    "partner_id": customer.id,
                    "hour_from": 18.0 if number % 2 else 9.0,
                    "hour_to": 20.0 if number % 2 else 12.0,
                    "weekday": False if number % 2 else "5",
                }
                for number, customer in enumerate(cls.customers)
                if number % 6 < 2
            ]
            + [
                {
                    "partner_id": cls.customers[year_plan.DUBAI].id,
                    "hour_from": 12.0,
                    "hour_to": 15.0,
                }
            ]
        )
        cls.numbers = {customer.id: n for n, customer in enumerate(cls.customers)}
        cls.cars = cls.env["fleet.vehicle"].create(
            [
                {
                    "model_id": cls.car_model.id,
                    "owner_id": cls.customers[number % year_plan.CUSTOMERS].id,
                    "license_plate": f"沪Y{number:04}",
                    "home_company_id": cls._store(number).id,
                    "sales_adviser_id": cls.advisor.id,
                }
                for number in range(year_plan.CARS)
            ]
        )
        cls.vehicle.active = False  # nobody's in this year
        cls.product = cls.env["product.product"].create({"name": "Roof box"})

    @classmethod
    def _clock_of(cls, number):
        clocks = {
            year_plan.BERLIN: "Europe/Berlin",
            year_plan.DUBAI: "Asia/Dubai",
            year_plan.UNHAPPY: False,
        }
        return clocks.get(number, "Asia/Tokyo" if number % 7 == 3 else False)

    @classmethod
    def _store(cls, car):
        return cls.stores[1] if car % 4 == 1 else cls.stores[0]

    @classmethod
    def _switch_all_on(cls):
        """Switch on whatever ships, as it ships, but for some channels."""
        shipped = cls.env["ir.model.data"].search(
            [
                ("module", "=like", "aftersales_followup%"),
                ("model", "=", "aftersales.program"),
            ]
        )
        cls.programs = cls.env["aftersales.program"].browse(shipped.mapped("res_id"))
        cls.programs.write({"active": True, "start_date": year_plan.FIRST})
        cls.programs.filtered(
            lambda program: program.code not in BOTH_STORES
        ).company_id = cls.company
        source = cls.env.ref("aftersales_followup.date_source_winter_tyres")
        cls.winter = f"date:{source.id}"
        for name, vals in (
            ("delivered_1", {"channel": "sms"}),
            ("insurance_1", {"channel": "sms"}),
            ("two_step_2", {"channel": "email"}),
        ):
            cls.env.ref(f"aftersales_followup.program_step_{name}").write(vals)

    # ------------------------------------------------------------------
    # A year
    # ------------------------------------------------------------------

    @classmethod
    def _at_hour(cls, day, hour):
        cls.clock.move_to(localtime.utc_moment(day, hour, cls.tz))

    def _live_through(self, days):
        """Live the year's first days, those before it in one go."""
        for day in sorted(day for day in self.plan if day < year_plan.FIRST):
            self._at_hour(day, 17)
            for event in self.plan[day]:
                self._happen(day, event)
        for number in range(days):
            day = year_plan.day_after(number)
            if self._is_down(day):
                self._work_without_server(day)
                continue
            self._at_hour(day, 0.5)
            self._night(day)
            for hour in self._hours_of(day):
                self._work_at(day, hour)
            self._at_hour(day, 19.75)
            self._compare_hours()
            self._at_hour(day, 20)
            self._answer_links(day)
            self._end_of_day(day)
            if day in self.hour_days:
                self._work_at(day, 22.0)

    def _hours_of(self, day):
        """Return the hours of a day at which somebody works."""
        hours = set(DESK)
        if day in self.hour_days:
            hours |= {hour for hour in TICKS if hour < 20}
        return sorted(hours)

    def _work_at(self, day, hour):
        """Let happen what happened until an hour, then work."""
        for event in self.plan.get(day, ()):
            if event.hour < 20 and event not in self.over and event.hour <= hour:
                self._at_hour(day, event.hour)
                self._happen(day, event)
                self.over.add(event)
        self._at_hour(day, hour)
        self._note_wishes()
        if day in self.hour_days:
            self._expect(precise=True)
            self._run_cron("cron_generate_hours")
            self._note_lot()
            self._send_somebody(self.waiting)
            self.waiting = self.waiting.browse()
        if hour in DESK and self._has_messages():
            self._run_cron("cron_send")
        # Sundays nobody calls, but who is asked to come at once.
        if hour < 20 and (day.weekday() != 6 or day in self.hour_days):
            self._work_the_queue(day, hour in DESK)
        self._note_attempts()

    def _has_messages(self):
        """Tell whether there is anything for the run that sends to do."""
        return bool(
            self.env["aftersales.followup"].search_count(
                [
                    ("state", "=", "open"),
                    ("channel", "in", ("sms", "email", "letter")),
                    ("date_next", "<=", fields.Datetime.now()),
                ],
                limit=1,
            )
        )

    def _work_without_server(self, day):
        """The workshop goes on; nobody can see whom to call."""
        for event in sorted(self.plan.get(day, ()), key=lambda event: event.hour):
            if event.kind != "ask":
                self._at_hour(day, event.hour)
                self._happen(day, event)

    def _end_of_day(self, day):
        self._note_attempts()
        for event in self.plan.get(day, ()):
            if event.hour >= 20:
                self._happen(day, event)
        self._handle_complaints(day)
        self._post_letters()
        self._find_numbers()
        if any(campaign.state != "done" for campaign in self.campaigns.values()):
            self._run_cron("cron_campaign")

    def _happen(self, day, event):
        getattr(self, f"_event_{event.kind}")(day, event.who, event.value)

    def _run_cron(self, name):
        """Run a scheduled action; the year lives in test mode throughout."""
        self.env.flush_all()
        self.env.ref(f"aftersales_followup.{name}").method_direct_trigger()
        self.env.invalidate_all()
