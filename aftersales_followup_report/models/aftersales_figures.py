from datetime import timedelta

import pytz

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.aftersales_followup.tools.localtime import utc_moment

from ..tools.matrix import Chapter, Column

# Raised whenever a definition in docs/figures.md changes: a confirmed report keeps the
# version it was made with.
DEFINITIONS_VERSION = "2"

NOT_DUE_STATES = ("skipped", "cancelled")
TOP_LEVEL = "very_satisfied"
LOW_LEVELS = ("dissatisfied", "very_dissatisfied")


class AftersalesFigures(models.AbstractModel):
    """The figures engine: a chapter is a function of companies and a period.

    It reads with plain set-based SQL, so it sees what record rules would hide: whoever
    calls it has to be allowed to read reports of *all* the companies, which
    :meth:`compute_chapter` checks. Screen, PDF and XLSX lay out the matrix it returns
    and compute nothing. Every figure is defined in ``docs/figures.md``.

    To add a chapter, extend :meth:`_chapter_builders` and write a method that returns a
    :class:`~..tools.matrix.Chapter`.
    """

    _name = "aftersales.figures"
    _description = "After-sales Figures"

    # Entry ------------------------------------------------------------------------

    @api.private
    def compute_chapter(self, code, company_ids, period):
        """Compute one chapter.

        :param str code: chapter code, a key of :meth:`_chapter_builders`
        :param company_ids: ids of ``res.company``, at least one
        :param Period period: a whole month, quarter, half or year
        :return: the chapter's matrix
        :rtype: Chapter
        :raise AccessError: for a company the user does not have
        """
        company_ids = sorted(set(company_ids))
        self._check_companies(company_ids)
        # plain SQL does not see what the ORM still holds back
        self.env.flush_all()
        engine = self if self._memo() is not None else self._remembering()
        chapter = engine._chapter_builders()[code](company_ids, period)
        chapter.version = DEFINITIONS_VERSION
        chapter.lang = self.env.lang or "en_US"
        return chapter

    @api.private
    def compute_chapters(self, company_ids, period, kind="aftersales"):
        """Compute all chapters of a report; see :meth:`compute_chapter`.

        :param str kind: kind of report, a key of :meth:`_report_chapters`
        :rtype: list[Chapter]
        """
        figures = self._remembering()
        codes = self._chapter_codes(kind, company_ids)
        return [figures.compute_chapter(one, company_ids, period) for one in codes]

    def _remembering(self):
        """This engine, reading each query once: chapters share the big ones.

        Only for one computation: what is remembered does not see later changes.
        """
        return self.with_context(aftersales_figures_memo={})

    def _memo(self):
        return self.env.context.get("aftersales_figures_memo")

    def _chapter_builders(self):
        """Chapter code → method of company ids and period that gives a Chapter."""
        return {"m3": self._chapter_survey}

    def _report_chapters(self):
        """Kind of report → codes of its chapters in reading order; extend it to add
        a kind of report."""
        return {"aftersales": ["m1", "m2", "m3", "m4", "m5", "m6", "m7"]}

    def _chapter_codes(self, kind, company_ids=()):
        """Codes of the chapters a report of that kind has, in reading order."""
        return self._report_chapters()[kind]

    def _check_companies(self, company_ids):
        allowed = set(self.env.user._get_company_ids())
        if not company_ids or (not self.env.su and not allowed.issuperset(company_ids)):
            raise AccessError(
                self.env._("You may only see figures of your own companies.")
            )

    # Labels -----------------------------------------------------------------------

    def _labels(self):
        """Code → label in the user's language, for tables, rows and columns.

        Each chapter adds its own. A confirmed report is read with these labels again,
        so that its figures are frozen and its words follow the reader's language.
        """
        return {
            "value": self.env._("This period"),
            "basis": self.env._("Out of"),
            "previous": self.env._("Period before"),
            "change_previous": self.env._("Change"),
            "last_year": self.env._("Year before"),
            "change_last_year": self.env._("Change on the year"),
            "target": self.env._("Target"),
            "count": self.env._("Count"),
            "share": self.env._("Share"),
            "sample": self.env._("Sample size"),
            "comment": self.env._("Comment"),
            "date": self.env._("Date"),
            "customer": self.env._("Customer"),
            "vehicle": self.env._("Car"),
            "advisor": self.env._("Service advisor"),
            "total": self.env._("Total"),
            "none": self.env._("Not set"),
        }

    def _label(self, code):
        return self._labels()[code]

    def _reworded(self, chapter):
        """Put the labels of a frozen chapter into the reader's language.

        Its figures and names are final, its words are not. What stands above the rows
        has no code of its own: it is found by what it was called.

        :param Chapter chapter: changed, and returned
        """
        labels = self._labels()
        frozen = self.with_context(lang=chapter.lang or self.env.lang)._labels()
        headers = {label: labels[code] for code, label in frozen.items()}
        chapter.label = labels.get(f"chapter_{chapter.code}", chapter.label)
        for table in chapter.tables:
            table.label = labels.get(table.code, table.label)
            table.row_header = headers.get(table.row_header, table.row_header)
            for one in [*table.columns, *table.rows]:
                one.label = labels.get(one.code, one.label)
        return chapter

    def _columns(self, *specs):
        """Columns from (code, unit) or (code, unit, label)."""
        labels = self._labels()
        columns = []
        for code, unit, *label in specs:
            text = label[0] if label else labels[code]
            columns.append(Column(code, text, unit))
        return columns

    def _chapter(self, code, number, tables):
        return Chapter(
            code, number, self._label(f"chapter_{code}"), [t for t in tables if t]
        )

    # SQL helpers ------------------------------------------------------------------

    def _select(self, query):
        """Rows of a query as dicts; nobody may change them, see _remembering()."""
        memo = self._memo()
        if memo is None:
            return self.env.execute_query_dict(query)
        # a client's context has no such keys: JSON knows no tuples
        key = (query.code, repr(query.params))
        if key not in memo:
            memo[key] = self.env.execute_query_dict(query)
        return memo[key]

    def _timezones(self, company_ids):
        """``(VALUES (company id, timezone name), …)`` for local days in SQL."""
        companies = self.env["res.company"].browse(company_ids).sudo()  # names only
        return SQL(
            "(VALUES %s)",
            SQL(", ").join(
                SQL("(%s, %s)", company.id, str(company._aftersales_tz()))
                for company in companies
            ),
        )

    def _local_date(self, column, zones="tz"):
        """SQL of the local day of a UTC column.

        :param str zones: alias under which _timezones() was joined
        """
        zone = SQL.identifier(zones, "name")
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, zone)

    # Domains ----------------------------------------------------------------------

    def _domain_due(self, company_ids, period):
        """Follow-ups due in the period (docs/figures.md: due)."""
        return [
            ("company_id", "in", company_ids),
            ("date_planned", ">=", str(period.date_from)),
            ("date_planned", "<=", str(period.date_to)),
            ("state", "not in", list(NOT_DUE_STATES)),
        ]

    def _domain_scores(self, company_ids, period):
        return [
            ("company_id", "in", company_ids),
            ("date", ">=", str(period.date_from)),
            ("date", "<=", str(period.date_to)),
        ]

    def _domain_moment(self, company_ids, period, name):
        """Records whose UTC moment ``name`` lies in local days of the period.

        Companies of one timezone share a leaf; the bounds are UTC texts.
        """
        by_zone = {}
        for company in self.env["res.company"].browse(company_ids).sudo():  # tz only
            by_zone.setdefault(str(company._aftersales_tz()), []).append(company.id)
        parts = []
        for zone, ids in by_zone.items():
            tz = pytz.timezone(zone)
            start = utc_moment(period.date_from, 0, tz)
            end = utc_moment(period.date_to + timedelta(days=1), 0, tz)
            parts.append(
                Domain("company_id", "in", ids)
                & Domain(name, ">=", str(start))
                & Domain(name, "<", str(end))
            )
        return list(Domain.OR(parts))
