import datetime
from unittest.mock import patch

from .random_dealer import DENSE, MONTHS, RandomDealerCase

FUNCTIONS = ("front_desk", "workshop", "parts", "customer_care", "sales")


class RandomRecordsCase(RandomDealerCase):
    """Complaints, measures and external scores beside the calls and orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._random_complaints()
        cls._random_measures()
        cls._random_external()
        cls.env.flush_all()
        # fresh rows that nobody counted: the planner would take them for none
        cls.env.cr.execute("ANALYZE")

    # Complaints ---------------------------------------------------------------------

    @classmethod
    def _random_complaints(cls):
        causes = cls.env["aftersales.complaint.cause"].search([])
        stages = cls.env["aftersales.complaint.stage"].search([])
        complaints = cls.env["aftersales.complaint"].sudo()
        # whom a complaint tells is another test's matter, and half the time of this one
        with patch.object(type(complaints), "_tell_once", lambda *_args, **_more: None):
            made = complaints.create([cls._complaint_values() for _one in range(170)])
        for complaint in made:
            chosen = cls.random.sample(causes.ids, cls._pick([0, 1, 1, 2, 4]))
            stage = cls._pick(stages)
            values = {
                "stage_id": stage.id,
                "cause_ids": [(6, 0, chosen)],
                "function": cls._pick([*FUNCTIONS, "sales", False]),
                "revisit_result": cls._pick(["satisfied", "dissatisfied", False]),
                "final_evaluation": cls._pick(["satisfied", "accepted", False]),
                "reopen_count": cls._pick([0, 0, 0, 1, 2]),
                "late_cause": cls._pick(["Parts came late", False]),
                "late_remedy": cls._pick(["Order the day before", False]),
            }
            # a reopened one was closed before
            if stage.is_closed or cls._often(0.1):
                hours = datetime.timedelta(hours=cls.random.randrange(1, 400))
                values["date_closed"] = complaint.date_received + hours
            # as the steps left it, without going through each of them
            complaint._record(values)
            cls._random_deadlines(complaint)
        # some were joined to others: no figure counts them twice
        cls._named_by_a_joined_one(made[0])
        for complaint in (made[0], *cls.random.sample(list(made), 8)):
            complaint._record({"active": False})
        cls.complaints = made

    @classmethod
    def _named_by_a_joined_one(cls, complaint):
        """A follow-up with a low answer whose only complaint was joined to another."""
        followup = cls._followups(
            1, datetime.date(2026, 3, 4), "completed", low_answer_count=1
        )
        complaint._record(
            {
                "followup_id": followup.id,
                "repair_id": False,
                "company_id": cls.east.id,
            }
        )

    @classmethod
    def _complaint_values(cls):
        store = cls._store()
        followup = cls._pick(cls.followups_of[store])
        order = cls._pick(cls.orders_of[store])
        return {
            "company_id": store.id,
            "partner_id": cls._pick(cls.owners).id,
            "vehicle_id": cls._often(0.9) and cls._pick(cls.cars).id,
            "repair_id": cls._pick([order.id, False]),
            "followup_id": cls._pick([followup.id, False]),
            "description": "Not content",
            "date_received": cls._moment(),
            "severity": cls._pick(["minor", "normal", "serious"]),
            "source": cls._pick(["phone", "counter", "letter"]),
            "advisor_id": cls._pick([*cls.advisors[store], cls.env["res.users"]]).id,
            "sales_adviser_id": cls._seller(),
            "customer_category_id": cls._pick([*cls.categories.ids, False]),
        }

    @classmethod
    def _random_deadlines(cls, complaint):
        """Met in time, met late, running, missed, and never met."""
        for deadline in complaint.deadline_ids:
            due = deadline.date_deadline or complaint.date_received
            hour = datetime.timedelta(hours=1)
            deadline.write(
                cls._pick(
                    [
                        {"date_met": due, "is_open": False, "date_alarm": False},
                        {"date_met": due, "is_open": False, "date_alarm": False},
                        {"date_met": due + hour, "is_open": False, "date_alarm": False},
                        {"date_met": False, "is_open": True, "date_alarm": due},
                        {"date_met": False, "is_open": True, "date_alarm": False},
                        {"date_met": False, "is_open": False, "date_alarm": due},
                        {
                            "date_met": False,
                            "is_open": True,
                            "date_alarm": cls._alarm(),
                        },
                    ]
                )
            )

    @classmethod
    def _alarm(cls):
        """Before and after midnight in each store, or far ahead."""
        return cls._pick(
            [
                "2026-03-20 10:00:00",
                "2026-03-20 17:00:00",
                "2026-03-21 03:00:00",
                "2099-01-01 00:00:00",
            ]
        )

    # Measures and external scores ---------------------------------------------------

    @classmethod
    def _random_measures(cls):
        items = cls.env["aftersales.satisfaction.item"].search([])
        causes = cls.env["aftersales.complaint.cause"].search([])
        values = []
        for number in range(110):
            start = cls._day(cls._pick([*DENSE, (2026, 1), (2026, 4), (2025, 6)]))
            status = cls._pick(["todo", "doing", "done"])
            done = max(start, cls._day(cls._pick([*DENSE, (2026, 4)])))
            due = start + datetime.timedelta(cls.random.randrange(60))
            if cls._often(0.3):
                due = max(start, cls._pick([cls.month, datetime.date(2026, 3, 31)]))
            values.append(
                {
                    "problem": f"Problem {number}",
                    "measure": f"Measure {number}",
                    "company_id": cls._store().id,
                    "owner_id": cls.chief.id,
                    "function": cls._pick([*FUNCTIONS, False]),
                    "priority": cls._pick(["0", "1", "2"]),
                    "item_id": cls._pick([*items.ids, False]),
                    "date_start": start,
                    "date_due": due,
                    "status": status,
                    "date_done": done if status == "done" else False,
                    "checkpoint": cls._pick(["Sheet", False]),
                    # several of one main cause, too: it has the measure once
                    "cause_ids": [
                        (6, 0, cls.random.sample(causes.ids, cls._pick([0, 0, 1, 3])))
                    ],
                }
            )
        cls.measures = cls.env["aftersales.measure"].sudo().create(values)

    @classmethod
    def _random_external(cls):
        values = []
        for month in MONTHS[-12:]:
            for store in cls.stores:
                for kind in ("survey", "mystery"):
                    for scope in ("store", "region", "nation"):
                        known = scope == "store" and month == DENSE[0]
                        if known or cls._often(0.7):
                            values.append(cls._external_values(store, month, kind))
                            values[-1]["scope"] = scope
        cls.env["aftersales.external.score"].create(values)

    @classmethod
    def _external_values(cls, store, month, kind):
        def given():
            return cls._pick([0.0, round(cls.random.uniform(80, 105), 1)])

        if kind == "mystery":
            lines = [
                {"section": section, "value": given()}
                for section in ("Reception", "Workshop", "Hand-over")
                if cls._often(0.8)
            ]
        else:
            lines = [
                {"item_id": item.id, "value": given()}
                for item in cls.items
                if cls._often(0.8)
            ]
            lines += [
                {
                    "item_id": item.id,
                    "advisor_id": cls._pick(cls.advisors[store]).id,
                    "sample": cls.random.randrange(1, 20),
                    "value": given(),
                }
                for item in cls.items[:4]
            ]
            lines += [
                {
                    "advisor_id": advisor.id,
                    "sample": cls.random.randrange(9),
                    "value": given(),
                }
                for advisor in cls.advisors[store]
                if advisor == cls.advisors[cls.east][0] or cls._often(0.6)
            ]
            if store == cls.west:
                # one who was scored in two stores, here without a total
                lines.append(
                    {
                        "item_id": cls.items[5].id,
                        "advisor_id": cls.advisors[cls.east][0].id,
                        "value": given(),
                    }
                )
        return {
            "company_id": store.id,
            "date_from": datetime.date(*month, 11),
            "kind": kind,
            "sample": cls.random.randrange(10, 90),
            "mot": given(),
            "css": given(),
            "total": given(),
            "line_ids": [(0, 0, line) for line in lines],
        }
