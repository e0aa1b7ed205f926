import datetime
import random

from .common import ReportCase

UTC_HOURS = datetime.timedelta(hours=14)
# Months with many records; the others have a few.
DENSE = [(2026, 3), (2026, 2), (2025, 3)]
MONTHS = [(year, month) for year in (2024, 2025) for month in range(1, 13)]
MONTHS = [*MONTHS[5:], (2026, 1), (2026, 2), (2026, 3), (2026, 4)]
LEVELS = (
    "very_satisfied",
    "satisfied",
    "basically",
    "dissatisfied",
    "very_dissatisfied",
    False,
)
PURPOSES = (
    *["after_repair"] * 8,
    *["new_vehicle"] * 4,
    *["lost_vehicle"] * 4,
    *["key_customer"] * 3,
    "reminder",
)
QUIET = {
    "mail_activity_automation_skip": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
}


class RandomDealerCase(ReportCase):
    """Two stores in two time zones with two years of random records, and a third store
    whose records no report may count.

    Moments crowd where months meet, in UTC: half of them belong to the neighbour month
    of one store and not of the other. The data set of a seed is always the same.
    """

    SEED = 20260301

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(cls.SEED)
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        cls.east, cls.west = cls.company, cls.other_company
        cls.west.resource_calendar_id.tz = "America/New_York"
        cls.west.aftersales_target_rate = 55
        cls.west.aftersales_warranty_rate = 3
        cls.far = cls._make_stores("Store Far")
        cls.stores = cls.east + cls.west + cls.far
        cls.both = cls.east + cls.west
        cls.chief = cls._make_user("chief", "group_care_manager")
        cls.chief.company_ids = cls.both
        cls.sellers = cls._make_people(cls.east, "Seller one", "Seller two")
        cls.advisors = {
            store: cls._make_people(
                store, *(f"Adviser {store.id}{letter}" for letter in "abc")
            )
            for store in cls.stores
        }
        cls.technicians = {
            store: cls.env["hr.employee"].create(
                [
                    {"name": f"Tech {store.id} {n}", "company_id": store.id}
                    for n in range(3)
                ]
            )
            for store in cls.stores
        }
        cls.categories = cls.env["aftersales.customer.category"].search([])
        cls._random_cars()
        cls._random_orders()
        cls._random_followups()
        cls._counted_followups()
        cls._days_that_meet()
        cls._random_answers()
        cls.env.flush_all()

    def _formatMessage(self, msg, standardMsg):
        """Every failure names the seed that made its data."""
        return f"{super()._formatMessage(msg, standardMsg)} (seed {self.SEED})"

    @classmethod
    def _make_people(cls, store, *names):
        """Advisers of a store, in one go."""
        group = cls.env.ref("aftersales_followup.group_advisor")
        return cls.env["res.users"].create(
            [
                {
                    "login": f"random {name}",
                    "name": name,
                    "company_id": store.id,
                    "company_ids": [(6, 0, store.ids)],
                    "group_ids": [(6, 0, group.ids)],
                }
                for name in names
            ]
        )

    # Drawing ------------------------------------------------------------------------

    @classmethod
    def _pick(cls, values):
        return cls.random.choice(values)

    @classmethod
    def _often(cls, share):
        return cls.random.random() < share

    @classmethod
    def _month(cls):
        return cls._pick(DENSE if cls._often(0.5) else MONTHS)

    @classmethod
    def _day(cls, month=None):
        """A day of a month, often its first or last."""
        first = datetime.date(*(month or cls._month()), 1)
        last = (first + datetime.timedelta(days=31)).replace(day=1)
        last -= datetime.timedelta(days=1)
        if cls._often(0.3):
            return cls._pick([first, last])
        return first.replace(day=cls.random.randint(1, last.day))

    @classmethod
    def _moment(cls, month=None):
        """A moment in UTC, often within hours of where two months meet."""
        month = month or cls._month()
        if cls._often(0.4):
            start = datetime.datetime(*month, 1) - UTC_HOURS
            seconds = cls.random.randrange(2 * int(UTC_HOURS.total_seconds()))
            return start + datetime.timedelta(seconds=seconds)
        time = datetime.time(cls.random.randrange(24), cls.random.randrange(60))
        return datetime.datetime.combine(cls._day(month), time)

    # Cars and orders ----------------------------------------------------------------

    @classmethod
    def _random_cars(cls):
        more = [{"name": name, "brand_id": cls.car_model.brand_id.id} for name in "XY"]
        car_models = cls.car_model + cls.env["fleet.vehicle.model"].create(more)
        cls.owners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Owner {number:02d}",
                    "customer_category_id": cls._pick([*cls.categories.ids, False]),
                }
                for number in range(45)
            ]
        )
        cls.cars = cls.env["fleet.vehicle"].create(
            [
                {
                    "model_id": cls._pick(car_models).id,
                    "owner_id": cls._pick(cls.owners).id,
                    "license_plate": f"R{number}",
                    "sales_adviser_id": cls._seller(),
                    "delivery_date": cls._day() if cls._often(0.7) else False,
                    "home_company_id": cls._pick(cls.stores).id,
                }
                for number in range(70)
            ]
        )

    @classmethod
    def _seller(cls):
        return cls._pick([*cls.sellers, cls.env["res.users"]]).id

    @classmethod
    def _store(cls):
        return cls._pick([cls.east] * 6 + [cls.west] * 3 + [cls.far])

    @classmethod
    def _random_orders(cls):
        values = [cls._order_values() for _number in range(420)]
        # one car comes every month
        for month in MONTHS:
            values.append(cls._order_values(vehicle_id=cls.cars[0].id, month=month))
        # the first moment of March and of April in Shanghai
        for moment in ("2026-02-28 16:00:00", "2026-03-31 16:00:00"):
            closed = {"date_closed": moment, "date_inspected": moment, "state": "done"}
            values.append(cls._order_values(store=cls.east, **closed))
        orders = cls._create_orders(values)
        cls.orders = orders.filtered(lambda one: one.state == "done")
        cls.orders_of = cls.orders.grouped("company_id")
        reasons = cls.env["aftersales.rework.reason"].search([])
        again = []
        for order in cls.random.sample(list(cls.orders), 60):
            days = datetime.timedelta(days=cls.random.randrange(90))
            vals = cls._order_values(store=order.company_id)
            vals.update(
                rework_of_id=order.id,
                rework_reason_id=cls._pick([*reasons.ids, False]),
                date_closed=order.date_closed + days,
                vehicle_id=order.vehicle_id.id,
            )
            if cls._often(0.2):
                vals.update(state="confirmed", date_closed=False)
            again.append(vals)
            if cls._often(0.3):
                # and once more, for the same reason
                again.append(dict(vals))
        reworks = cls._create_orders(again)
        cls._redone_on_the_last_day()
        for order in reworks:
            if cls._often(0.25):
                order.state = "cancel"
        # open ones: as old as some customers remember them
        for order in reworks.filtered(lambda one: one.state == "confirmed"):
            cls.env.cr.execute(
                "UPDATE repair_order SET create_date = %s WHERE id = %s",
                (cls._moment((2026, 3)), order.id),
            )
        cls.cars[40:46].active = False

    @classmethod
    def _redone_on_the_last_day(cls):
        """Of the warranty, which still counts, and on the day after it."""
        for number, days in enumerate((0, 1)):
            closed = datetime.datetime(2026, 2, 10 + number, 4)
            values = {"state": "done", "date_inspected": closed}
            first = cls._create_orders(
                [
                    cls._order_values(
                        cls.east, date_closed=closed, warranty_months=1, **values
                    )
                ]
            )
            last = datetime.datetime(2026, 3, 10 + number, 4)
            last += datetime.timedelta(days=days)
            cls._create_orders(
                [
                    cls._order_values(
                        cls.east, date_closed=last, rework_of_id=first.id, **values
                    )
                ]
            )

    @classmethod
    def _create_orders(cls, vals_list):
        orders = cls.env["repair.order"]
        types = cls.env["stock.picking.type"].sudo()
        for store in cls.stores:
            place = types.search(
                [("code", "=", "repair_operation"), ("company_id", "=", store.id)],
                limit=1,
            )
            # no numbers and no references from the stock: a second less
            orders |= cls.env["repair.order"].create(
                [
                    {
                        "picking_type_id": place.id,
                        "name": f"RO {next(cls.numbers)}",
                        "reference_ids": [(5,)],
                        **vals,
                    }
                    for vals in vals_list
                    if vals["company_id"] == store.id
                ]
            )
        return orders

    @classmethod
    def _order_values(cls, store=None, month=None, **values):
        store = store or cls._store()
        moment = cls._moment(month)
        car = cls._pick(cls.cars[:60])
        workers = cls.technicians[store].ids
        return {
            "company_id": store.id,
            "vehicle_id": car.id if cls._often(0.95) else False,
            "partner_id": car.owner_id.id,
            "advisor_id": cls._pick([*cls.advisors[store], cls.env["res.users"]]).id,
            "technician_ids": [
                (6, 0, cls.random.sample(workers, cls.random.randrange(4)))
            ],
            "intake": cls._pick(["walk_in", "booked_customer", "booked_dealer"]),
            "warranty_months": cls._pick([0, 1, 3]),
            "date_inspected": moment,  # without it no key customer's order closes
            "state": "done" if cls._often(0.92) else "draft",
            "date_closed": moment,
            **values,
        }

    # Follow-ups ---------------------------------------------------------------------

    @classmethod
    def _random_followups(cls):
        purposes = cls.env["aftersales.purpose"].search([])
        cls.purposes = {one.code: one for one in purposes}
        steps = cls.env["aftersales.program.step"].with_context(active_test=False)
        cls.steps = steps.search([], limit=4)
        cls.steps |= cls.step
        cls.loss_reasons = cls.env["aftersales.loss.reason"].search([])
        values = [cls._random_values() for _number in range(900)]
        cls.followups = cls.env["aftersales.followup"].sudo().create(values)
        cls.followups_of = cls.followups.grouped("company_id")

    @classmethod
    def _random_values(cls, **values):
        store = cls._store()
        day = cls._day()
        purpose = cls._pick(PURPOSES)
        advisor = cls._pick([*cls.advisors[store], cls.env["res.users"]])
        order = cls._pick(cls.orders_of[store])
        car = cls._pick(cls.cars)
        outcome = cls._pick([None, *cls.outcomes, *["completed"] * 14])
        vals = cls._followup_values(
            day,
            purpose_id=cls.purposes[purpose].id,
            step_id=cls._pick(cls.steps).id,
            company_id=store.id,
            partner_id=cls._pick([*cls.owners, cls.partner]).id,
            vehicle_id=car.id,
            repair_id=order.id if purpose == "after_repair" or cls._often(0.2) else 0,
            advisor_id=advisor.id,
            advisor_name=advisor.name,
            sales_adviser_id=cls._seller(),
            user_id=cls._pick([cls.agent, cls.agent_2, cls.env["res.users"]]).id,
            customer_category_id=cls._pick([*cls.categories.ids, False]),
        )
        if outcome:
            vals |= cls._result(day, outcome)
        if purpose == "lost_vehicle" and cls._often(0.4):
            vals["loss_reason_id"] = cls._pick(cls.loss_reasons).id
        if cls._often(0.2):
            vals["date_deadline"] = False
        if cls._often(0.12):
            vals["state"] = cls._pick(["skipped", "cancelled", "missed", "planned"])
        if cls._often(0.1):
            # contradictions, as imports bring them: the definitions say what counts
            flags = ("is_called", "is_contact", "is_effective", "refused")
            vals |= {name: cls._often(0.5) for name in flags}
            vals["band_level"] = cls._pick(LEVELS)
        return {**vals, **values}

    @classmethod
    def _result(cls, day, outcome):
        """What a call left: tried days later sometimes, in the next month, too."""
        called = cls._called(day, outcome)
        later = datetime.timedelta(
            days=cls._pick([0, 0, 1, 2, 3, 20]), seconds=cls.random.randrange(86400)
        )
        moment = datetime.datetime.combine(day, datetime.time()) + later
        called["date_first_attempt"] = moment
        if called["date_done"]:
            hours = datetime.timedelta(hours=cls._pick([0, 0, 5, 40]))
            called["date_done"] = moment + hours
        if called["is_effective"]:
            has_score = cls._often(0.8)
            called |= {
                "band_level": cls._pick(LEVELS),
                "has_score": has_score,
                "score": cls._pick([0.0, 50.0, 75.0, 100.0]) if has_score else 0.0,
                "low_answer_count": cls._pick([0, 0, 1, 2]),
            }
        return called

    @classmethod
    def _counted_followups(cls):
        """Advisors with 29, 30 and one answer: where the interval begins and ends."""
        cls.counted = {}
        counts = (1, 29, 30)
        names = ("Idle", *(f"Exactly {count}" for count in counts))
        cls.idle, *people = cls._make_people(cls.east, *names)
        for count, user in zip(counts, people, strict=True):
            done = cls._followups(
                count,
                cls._days(),
                "completed",
                advisor_id=user.id,
                advisor_name=user.name,
                band_level="very_satisfied",
            )
            done[: count // 3].band_level = "dissatisfied"
            cls.followups += done
            cls.counted[count] = user
        # one who only received cars
        cls._make_repair(
            date_closed="2026-03-10 04:00:00",
            advisor_id=cls.idle.id,
            technician_ids=False,
        )

    @classmethod
    def _days_that_meet(cls):
        """A first visit on a period's last day; a call on the day its car came, which
        is no return after the call."""
        for day, car in (((2026, 3, 31), cls.cars[68]), ((2025, 11, 10), cls.cars[69])):
            closed = datetime.datetime(*day, 4)
            values = {"state": "done", "date_inspected": closed, "vehicle_id": car.id}
            cls._create_orders(
                [cls._order_values(cls.east, date_closed=closed, **values)]
            )
        cls.followups += cls._followups(
            1,
            datetime.date(2025, 11, 10),
            "no_answer",
            purpose_id=cls.purposes["lost_vehicle"].id,
            vehicle_id=cls.cars[69].id,
        )

    # Answers ------------------------------------------------------------------------

    @classmethod
    def _random_answers(cls):
        items = cls.env["aftersales.satisfaction.item"].search([])
        # the lowest of all without a target, and four that are always equal: of these
        # the first two are among the three lowest, and none of the others is weak
        cls.items[1].target = 0
        cls.items[2:6].target = 1
        asked = cls.env["survey.question"].search(
            [("satisfaction_item_id", "!=", False)]
        )
        questions = asked.grouped("satisfaction_item_id")
        yes_no = cls.env.ref("aftersales_followup.survey_mix_all_done")
        by_level = cls.env.ref("aftersales_followup.survey_five_aspects_fixed")
        scores = []
        for followup in cls.followups.filtered("is_effective"):
            if cls._often(0.35):
                continue
            for item in (items.filtered("is_mot") - cls.items[2:6]) | cls.items[2]:
                if cls._often(0.6):
                    scores += cls._answer(followup, item, questions[item])
            item = yes_no.satisfaction_item_id
            scores.append(
                cls._score(followup, item, yes_no, cls._pick([0.0, 100.0, 100.0]))
            )
            # as entered before there were questions
            if cls._often(0.1):
                scores.append(cls._score(followup, item))
            if cls._often(0.3):
                scores.append(cls._score(followup, item, by_level))
            # lower than all MOT items, yet none of the three lowest of these
            other = items.filtered(lambda one: not one.is_mot) - item
            other[:1].target = 0
            if cls._often(0.3):
                scores.append(cls._score(followup, other[0], None, 5.0))
        made = cls.env["aftersales.followup.score"].sudo().create(scores)
        cls._score_on_target(made)
        cls._random_words()

    @classmethod
    def _answer(cls, followup, item, questions):
        """To one of the item's questions, of a few, or as entered without one."""
        question = cls._pick([*questions[:3], None])
        value = None
        if question and question.satisfaction_scale_id.code == "yes_no":
            value = cls._pick([0.0, 100.0])
        elif item == cls.items[1]:
            value = cls._pick([10.0, 20.0])
        elif item == cls.items[2]:
            value = cls._pick([20.0, 50.0])
        equal = cls.items[2:6] if item == cls.items[2] else item
        first = cls._score(followup, item, question, value)
        same = {name: first[name] for name in ("value", "raw_value", "is_low")}
        return [first] + [
            cls._score(followup, one, None, first["value"]) | same
            for one in equal - item
        ]

    @classmethod
    def _score_on_target(cls, scores):
        """An item that reaches its target exactly in March: it does not miss it."""
        code = cls.items[0].code
        values = [
            score.value
            for score in scores
            if score.item_code == code
            and score.company_id == cls.east
            and (score.date.year, score.date.month) == (2026, 3)
        ]
        cls.items[0].target = sum(values) / len(values)

    @classmethod
    def _score(cls, followup, item, question=None, value=None):
        if value is None:
            value = cls._pick([20.0, 50.0, 60.0, 80.0, 90.0, 95.0, 100.0])
        return {
            "followup_id": followup.id,
            "question_id": question.id if question else False,
            "item_id": item.id,
            "item_code": item.code,
            "raw_value": value / 10,
            "value": value,
            "weight": cls._weight(item),
            "is_low": value < 70,
            "comment": cls._pick([False, "", *[f"Said {value}"] * 3]),
            "date": followup.date_planned,
            "advisor_id": followup.advisor_id.id,
            "company_id": followup.company_id.id,
        }

    @classmethod
    def _weight(cls, item):
        """Its own, sometimes another one; one MOT item counts for nothing, and one
        that is none carries a weight: both are not in the MOT score."""
        if item == cls.items[-1]:
            return 0.0
        if not item.is_mot:
            return 20.0
        return cls._pick([item.weight, item.weight, 2 * item.weight])

    @classmethod
    def _random_words(cls):
        """Words and choices, on the questionnaire of the key customers."""
        ref = cls.env.ref
        lacks = ref("aftersales_followup.survey_key_customer_lacks")
        policies = ref("aftersales_followup.survey_key_customer_policies")
        scored = ref("aftersales_followup.survey_mix_all_done")
        inputs, answered = [], []
        for followup in cls.followups.filtered("is_called"):
            if not cls._often(0.6):
                continue
            lines = []
            if cls._often(0.2):
                # not answered: nobody of those a choice is divided by
                lines.append({"question_id": policies.id, "skipped": True})
            if cls._often(0.7):
                words = cls._pick(["More bays", "=1+1", ""])
                text = {"answer_type": "text_box", "value_text_box": words}
                if not words:
                    text = {"skipped": True}
                lines.append({"question_id": lacks.id, **text})
            if cls._often(0.3):
                # words to a question that is scored are no suggestion
                text = {"answer_type": "text_box", "value_text_box": "Nine of ten"}
                lines.append({"question_id": scored.id, **text})
            for choice in policies.suggested_answer_ids:
                if cls._often(0.2):
                    lines.append(
                        {
                            "question_id": policies.id,
                            "answer_type": "suggestion",
                            "suggested_answer_id": choice.id,
                        }
                    )
            answered.append(followup)
            inputs.append(
                {
                    "survey_id": lacks.survey_id.id,
                    "followup_id": followup.id,
                    "user_input_line_ids": [(0, 0, line) for line in lines],
                }
            )
        made = cls.env["survey.user_input"].create(inputs)
        for followup, one in zip(answered, made, strict=True):
            followup.user_input_id = one
