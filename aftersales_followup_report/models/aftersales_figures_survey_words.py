from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Cell, Row, Table, text_cell
from .aftersales_figures_survey import FOLLOWUP

# Long lists print their first lines and say how many there are.
LIST_LIMIT = 100


class AftersalesFiguresSurveyWords(models.AbstractModel):
    """Chapter 3: low answers with the customers' words, suggestions."""

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "below_target": self.env._("Low answers on these items, with comments"),
            "suggestions": self.env._("Suggestions"),
            "suggestion": self.env._("In the customer's words"),
        }

    def _table_low_comments(self, company_ids, period, buckets):
        """Low answers with words, on the weak items, the weakest item first.

        Each item has its share of the lines: one with many does not hide the others.
        """
        weak, _sums = self._weak_items(buckets, period)
        items = {item.code: item.name for item in weak}
        rows = items and self._select(
            SQL(
                """
                SELECT * FROM (
                    SELECT s.id, s.item_code, s.value, s.comment, s.date, s.followup_id,
                        f.advisor_name, p.name, v.license_plate,
                        COUNT(*) OVER () AS total,
                        array_position(%(items)s::varchar[], s.item_code) AS item,
                        ROW_NUMBER() OVER (PARTITION BY s.item_code
                            ORDER BY s.value, s.id) AS place
                    FROM aftersales_followup_score s
                    JOIN aftersales_followup f ON f.id = s.followup_id
                    LEFT JOIN res_partner p ON p.id = f.partner_id
                    LEFT JOIN fleet_vehicle v ON v.id = f.vehicle_id
                    WHERE s.company_id IN %(companies)s
                      AND s.date BETWEEN %(date_from)s AND %(date_to)s AND s.is_low
                      AND s.item_code = ANY(%(items)s)
                      AND COALESCE(s.comment, '') <> ''
                ) low
                WHERE place <= %(limit)s ORDER BY item, place
                """,
                items=list(items),
                companies=tuple(company_ids),
                date_from=period.date_from,
                date_to=period.date_to,
                limit=max(LIST_LIMIT // len(items), 1),
            )
        )
        lines = [
            Row(
                str(row["id"]),
                row["name"] or "",
                {
                    "vehicle": text_cell(row["license_plate"]),
                    "item": text_cell(items[row["item_code"]]),
                    "mean": Cell(value=row["value"], unit="score"),
                    "comment": text_cell(row["comment"]),
                    "advisor": text_cell(row["advisor_name"]),
                    "date": text_cell(str(row["date"])),
                },
                model=FOLLOWUP,
                res_id=row["followup_id"],
            )
            for row in rows or ()
        ]
        return self._list_table(
            "below_target",
            lines,
            rows,
            ("vehicle", "text"),
            ("item", "text"),
            ("mean", "score"),
            ("comment", "text"),
            ("advisor", "text"),
            ("date", "text"),
        )

    def _list_table(self, code, lines, rows, *columns):
        """A list of records; says how many there are when it is cut."""
        total = rows[0]["total"] if rows else 0
        note = ""
        if total > len(lines):
            note = self.env._(
                "The first %(shown)s of %(total)s.", shown=len(lines), total=total
            )
        return Table(
            code,
            self._label(code),
            self._columns(*columns),
            lines,
            row_header=self._label("customer"),
            note=note,
            kind="list",
        )

    def _table_suggestions(self, company_ids, period):
        """What customers said in open questions that score nothing."""
        rows = self._select(
            SQL(
                """
                SELECT l.id, f.id AS followup_id, p.name, v.license_plate,
                       f.date_planned, f.advisor_name,
                       COALESCE(l.value_text_box, l.value_char_box) AS words,
                       COUNT(*) OVER () AS total
                %s
                """,
                self._from_suggestions(company_ids, period),
            )
        )
        lines = [
            Row(
                str(row["id"]),
                row["name"] or "",
                {
                    "date": text_cell(str(row["date_planned"])),
                    "vehicle": text_cell(row["license_plate"]),
                    "suggestion": text_cell(row["words"]),
                    "advisor": text_cell(row["advisor_name"]),
                },
                model=FOLLOWUP,
                res_id=row["followup_id"],
            )
            for row in rows
        ]
        return self._list_table(
            "suggestions",
            lines,
            rows,
            ("vehicle", "text"),
            ("date", "text"),
            ("suggestion", "text"),
            ("advisor", "text"),
        )

    def _from_suggestions(self, company_ids, period):
        return SQL(
            """
            FROM aftersales_followup f
            JOIN survey_user_input_line l ON l.user_input_id = f.user_input_id
            JOIN survey_question q ON q.id = l.question_id
            LEFT JOIN res_partner p ON p.id = f.partner_id
            LEFT JOIN fleet_vehicle v ON v.id = f.vehicle_id
            WHERE f.company_id IN %s AND f.date_planned BETWEEN %s AND %s
              AND l.answer_type IN ('text_box', 'char_box') AND l.skipped IS NOT TRUE
              AND q.satisfaction_item_id IS NULL
              AND COALESCE(l.value_text_box, l.value_char_box, '') <> '' %s
            ORDER BY f.date_planned, l.id LIMIT %s
            """,
            tuple(company_ids),
            period.date_from,
            period.date_to,
            self._and_part(),
            LIST_LIMIT,
        )
