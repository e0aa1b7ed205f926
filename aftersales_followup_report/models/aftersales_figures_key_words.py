from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Cell, Row, Table, score_cell, text_cell
from .aftersales_figures import NOT_DUE_STATES
from .aftersales_figures_filter import PURPOSE
from .aftersales_figures_survey import FOLLOWUP, SCORE
from .aftersales_figures_survey_words import LIST_LIMIT

CHOICES = ("simple_choice", "multiple_choice")


class AftersalesFiguresKeyWords(models.AbstractModel):
    """The key customers' own questionnaire, a table a question (F8).

    What satisfies, what lacks, what others do better, which policies were explained:
    the questions are those that were asked, whichever questionnaire the program has.
    """

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "chapter_k2": self.env._("What they said"),
            "key_scores": self.env._("Scored questions"),
            "question": self.env._("Question"),
            "answers_with": self.env._("Sample size"),
        }

    def _chapter_key_words(self, company_ids, period):
        """A table for the scored questions, then one for each other question."""
        visits = self._of_purpose("key_customer")
        tables = [visits._table_key_scores(company_ids, period)]
        for question in visits._key_questions(company_ids, period):
            if question["question_type"] in CHOICES:
                tables.append(visits._table_choices(company_ids, period, question))
            else:
                tables.append(visits._table_answers(company_ids, period, question))
        return self._chapter("k2", 2, tables)

    def _from_answers(self, company_ids, period):
        """FROM and WHERE of the answers ``l`` to the questions ``q`` asked."""
        return SQL(
            """
            FROM aftersales_followup f
            JOIN survey_user_input_line l ON l.user_input_id = f.user_input_id
            JOIN survey_question q ON q.id = l.question_id
            LEFT JOIN res_partner p ON p.id = f.partner_id
            WHERE f.company_id IN %s AND f.date_planned BETWEEN %s AND %s
              AND f.state NOT IN %s AND f.is_effective AND l.skipped IS NOT TRUE %s
            """,
            tuple(company_ids),
            period.date_from,
            period.date_to,
            NOT_DUE_STATES,
            self._and_part(),
        )

    def _key_questions(self, company_ids, period):
        """The questions that were answered and score nothing, in their order."""
        return self._select(
            SQL(
                """
                SELECT q.id, q.question_type,
                       COALESCE(q.title->>%(lang)s, q.title->>'en_US') AS title,
                       COUNT(DISTINCT f.id) AS answered
                %(answers)s AND q.satisfaction_item_id IS NULL
                  AND q.question_type IN %(kinds)s
                GROUP BY 1, 2, 3, q.survey_id, q.sequence
                ORDER BY q.survey_id, q.sequence, q.id
                """,
                lang=self.env.lang or "en_US",
                answers=self._from_answers(company_ids, period),
                kinds=(*CHOICES, "text_box", "char_box"),
            )
        )

    def _table_key_scores(self, company_ids, period):
        """Mean of each scored question of these visits, with the quarter before."""
        now, before = (
            {row["id"]: row for row in self._key_score_rows(company_ids, one)}
            for one in (period, period.previous())
        )
        rows = []
        for key, row in now.items():
            old = before.get(key, {})
            domain = [
                *self._domain_scores(company_ids, period),
                ("question_id", "=", key),
                ("followup_id.purpose_id", "=", self._part(PURPOSE)),
            ]
            cells = {
                "answers_with": Cell(row["n"], "count"),
                "mean": score_cell(row["mean"], row["n"], SCORE, domain),
                "previous": score_cell(old.get("mean"), old.get("n", 0)),
            }
            rows.append(Row(f"question_{key}", row["title"], cells))
        return Table(
            "key_scores",
            self._label("key_scores"),
            self._columns(
                ("answers_with", "count"), ("mean", "score"), ("previous", "score")
            ),
            rows,
            row_header=self._label("question"),
        )

    def _key_score_rows(self, company_ids, period):
        return self._select(
            SQL(
                """
                SELECT q.id, COALESCE(q.title->>%s, q.title->>'en_US') AS title,
                       COUNT(*) AS n, AVG(s.value) AS mean
                FROM aftersales_followup_score s
                JOIN aftersales_followup f ON f.id = s.followup_id
                JOIN survey_question q ON q.id = s.question_id
                WHERE s.company_id IN %s AND s.date BETWEEN %s AND %s %s
                GROUP BY 1, 2, q.sequence ORDER BY q.sequence, q.id
                """,
                self.env.lang or "en_US",
                tuple(company_ids),
                period.date_from,
                period.date_to,
                self._and_part(),
            )
        )

    def _table_choices(self, company_ids, period, question):
        """How many of those who answered named each choice."""
        rows = self._select(
            SQL(
                """
                SELECT a.id, COALESCE(a.value->>%(lang)s, a.value->>'en_US') AS name,
                       (SELECT COUNT(DISTINCT x.id) FROM (
                            SELECT f.id, l.suggested_answer_id AS choice %(answers)s
                              AND q.id = %(question)s) x
                        WHERE x.choice = a.id) AS n
                FROM survey_question_answer a WHERE a.question_id = %(question)s
                ORDER BY a.sequence, a.id
                """,
                lang=self.env.lang or "en_US",
                answers=self._from_answers(company_ids, period),
                question=question["id"],
            )
        )
        due = [*self._domain_due(company_ids, period), ("is_effective", "=", True)]
        path = "user_input_id.user_input_line_ids.suggested_answer_id"
        lines = [
            self._share_row(
                f"choice_{row['id']}",
                row["name"],
                row["n"],
                question["answered"],
                [*due, (path, "=", row["id"])],
            )
            for row in rows
        ]
        return Table(
            f"question_{question['id']}",
            question["title"],
            self._columns(("count", "count"), ("share", "percent")),
            lines,
            charts=[{"kind": "bars", "columns": ["share"]}],
        )

    def _table_answers(self, company_ids, period, question):
        """What each customer said to an open question."""
        rows = self._select(
            SQL(
                """
                SELECT l.id, f.id AS followup_id, f.date_planned, p.name,
                       COALESCE(l.value_text_box, l.value_char_box) AS words,
                       COUNT(*) OVER () AS total
                %s AND q.id = %s
                  AND COALESCE(l.value_text_box, l.value_char_box, '') <> ''
                ORDER BY f.date_planned, l.id LIMIT %s
                """,
                self._from_answers(company_ids, period),
                question["id"],
                LIST_LIMIT,
            )
        )
        lines = [
            Row(
                str(row["id"]),
                row["name"] or "",
                {
                    "suggestion": text_cell(row["words"]),
                    "date": text_cell(str(row["date_planned"])),
                },
                model=FOLLOWUP,
                res_id=row["followup_id"],
            )
            for row in rows
        ]
        table = self._list_table(
            "suggestions", lines, rows, ("suggestion", "text"), ("date", "text")
        )
        table.code, table.label = f"question_{question['id']}", question["title"]
        return table
