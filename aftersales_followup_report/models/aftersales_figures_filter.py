from odoo import models
from odoo.tools import SQL

# Keys of the context under which only a part is counted. Their values are tuples: a
# client's context has none, JSON knows no tuples.
PURPOSE = "aftersales_figures_purpose"
FUNCTION = "aftersales_figures_function"


class AftersalesFiguresFilter(models.AbstractModel):
    """The engine on a part: the follow-ups of a purpose, a department's complaints.

    Reports on new vehicles, key customers and complaints about sales use the tables of
    the month's chapters: same definitions, fewer records.
    """

    _inherit = "aftersales.figures"

    def _of_purpose(self, code):
        """This engine, for follow-ups of one purpose."""
        return self.with_context(**{PURPOSE: (self._purpose_id(code),)})

    def _of_function(self, function):
        """This engine, for complaints of one department."""
        return self.with_context(**{FUNCTION: (function,)})

    def _purpose_id(self, code):
        purposes = self.env["aftersales.purpose"].sudo()  # a catalogue
        purposes = purposes.with_context(active_test=False)
        return purposes.search([("code", "=", code)], limit=1).id or 0

    def _part(self, key):
        value = self.env.context.get(key)
        return value[0] if isinstance(value, tuple) else None

    def _and_part(self):
        """SQL condition on the follow-up ``f``, empty where all of them count."""
        purpose = self._part(PURPOSE)
        return SQL() if purpose is None else SQL("AND f.purpose_id = %s", purpose)

    def _from_due(self, company_ids, date_from, date_to):
        query = super()._from_due(company_ids, date_from, date_to)
        return SQL("%s %s", query, self._and_part())

    def _domain_due(self, company_ids, period):
        domain = super()._domain_due(company_ids, period)
        purpose = self._part(PURPOSE)
        return domain if purpose is None else [*domain, ("purpose_id", "=", purpose)]

    def _where_complaints(self, company_ids, date_from, date_to):
        query = super()._where_complaints(company_ids, date_from, date_to)
        function = self._part(FUNCTION)
        if function is None:
            return query
        return SQL("%s AND c.function = %s", query, function)

    def _domain_complaints(self, company_ids, period):
        domain = super()._domain_complaints(company_ids, period)
        function = self._part(FUNCTION)
        return domain if function is None else [*domain, ("function", "=", function)]

    # Tables of a part ---------------------------------------------------------------

    def _part_cells(self, company_ids, period, counts):
        """Code → cell of the counts and rates of a part in one period."""
        n = self._sum_counts(counts, period.months())
        cells = self._count_cells(n, self._domain_due(company_ids, period))
        return cells | {"on_time_short": self._on_time_cell(company_ids, period, n)}
