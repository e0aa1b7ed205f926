from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.aftersales_followup.tools.localtime import utc_moment

from ..tools.charts import line_chart
from ..tools.formats import format_basis, format_value
from ..tools.matrix import change_cell, count_cell
from ..tools.periods import Period, Running
from ..tools.presentation import table_view
from .aftersales_figures_complaint import COMPLAINT

# Cards of the page: (title key, figures), each figure by its short code.
CARDS = (
    (
        "followups",
        ("due", "called_rate_short", "effective_rate_short", "on_time_short"),
    ),
    ("satisfaction", ("mot", "top_short", "low_short", "overall_short")),
    ("complaints", ("complaints", "open_now", "late_now", "due_today")),
    ("workshop", ("orders", "fix_rate_short", "booked_rate", "warranty_short")),
    ("lost", ("came", "lost", "loss_rate")),
)
# Small charts over twelve months: (figures, unit).
CHARTS = (
    (("called_rate_short", "effective_rate_short"), "percent"),
    (("mot", "top_short", "low_short"), "score"),
    (("complaints", "closed"), "count"),
    (("fix_rate_short",), "percent"),
    (("loss_rate",), "percent"),
)
CHART_SIZE = {"width": 430, "height": 170}
MONTHS = {"value": 0, "previous": 1, "last_year": 12}


class AftersalesDashboard(models.AbstractModel):
    """The director's first look: this month so far, last month, a year ago.

    The figures are the engine's; the page is laid out here and asked for in two parts,
    so that the numbers of the month do not wait for a year of charts.
    """

    _name = "aftersales.dashboard"
    _description = "Director's Dashboard"
    _inherit = "aftersales.figure.mixin"

    # Rights -------------------------------------------------------------------------

    def _allowed(self, company_ids):
        """The companies as checked ids: those of the user, who may read reports.

        :raise AccessError: for who may not read reports, or for another's store
        :raise UserError: for what is no list of ids
        """
        self.env["aftersales.report"].check_access("read")
        own = self.env.user._get_company_ids()
        if not company_ids:
            company_ids = self.env.companies.ids
        if not isinstance(company_ids, list | tuple) or not all(
            isinstance(one, int) for one in company_ids
        ):
            raise UserError(self.env._("The stores are given by their ids."))
        if not set(company_ids) <= set(own):
            raise AccessError(
                self.env._("You may only see figures of your own companies.")
            )
        return sorted(set(company_ids))

    # Page ---------------------------------------------------------------------------

    @api.model
    def get_page(self, company_ids=None):
        """The cards of the month.

        :param list company_ids: ids of stores of the user; the active ones when empty
        :return: dict with html, the stores to choose from, and the chosen ids
        :raise AccessError: see :meth:`_allowed`
        """
        ids = self._allowed(company_ids)
        month = self._month(ids)
        cells = self._cells(ids, month)
        values = {
            "cards": [
                {
                    "label": self._card_label(code),
                    "figures": [self._figure(one, cells) for one in names],
                }
                for code, names in CARDS
            ],
            "heading": self._heading(ids, month),
        }
        stores = self.env.user.company_ids.sorted("id")
        return {
            "html": self._render("dashboard_cards", values),
            "stores": [{"id": one.id, "name": one.name} for one in stores],
            "chosen": ids,
        }

    @api.model
    def get_more(self, company_ids=None):
        """The charts over twelve months, and the stores side by side.

        :return: HTML
        :raise AccessError: see :meth:`_allowed`
        """
        ids = self._allowed(company_ids)
        month = self._month(ids)
        figures = self.env["aftersales.figures"]._remembering()
        self.env.flush_all()
        tables = []
        if len(ids) > 1:
            table = figures._table_main_figures(ids, month)
            tables.append(table_view(table, "stores"))
        values = {"charts": self._charts(ids, month, figures), "tables": tables}
        return self._render("dashboard_more", values)

    @api.model
    def open_figure(self, path, company_ids=None):
        """Open the records behind a number of the page.

        :param str path: ``cards/<column>/<figure>``, or a path of the table of stores
        :raise UserError: when there is no such number
        """
        ids = self._allowed(company_ids)
        parts = str(path).split("/")
        month = self._month(ids)
        if parts[0] == "cards" and len(parts) == 3:
            cell = self._cells(ids, month).get(parts[2], {}).get(parts[1])
            label = self._label(parts[2]) if cell else ""
        elif parts[0] == "stores" and len(parts) == 4 and len(ids) > 1:
            figures = self.env["aftersales.figures"]._remembering()
            self.env.flush_all()
            table = figures._table_main_figures(ids, month)
            cell = table.cell(parts[2], parts[3])
            row = next((one for one in table.rows if one.code == parts[2]), None)
            label = row.label if row else ""
        else:
            cell = None
        if cell is None or not cell.model:
            raise UserError(self.env._("There are no records behind this figure."))
        return {
            "type": "ir.actions.act_window",
            "name": label,
            "res_model": cell.model,
            "views": self._figure_views(cell.model),
            "domain": cell.domain,
            "context": {
                "active_test": False,
                "create": False,
            },
        }

    # Figures ------------------------------------------------------------------------

    def _month(self, company_ids):
        companies = self.env["res.company"].sudo().browse(company_ids)  # time zone
        today = max(company._aftersales_today() for company in companies)
        return Running.until(today)

    def _cells(self, company_ids, month):
        """Figure → column → cell: the month, the one before, the one a year ago."""
        figures = self.env["aftersales.figures"]._remembering()
        figures._check_companies(company_ids)
        self.env.flush_all()
        cells = {}
        cohorts = figures._visit_buckets(company_ids, month)
        for column, back in MONTHS.items():
            one = month.shift(-back) if back else month
            found = figures._main_figures(company_ids, one)
            found |= figures._main_lost(company_ids, one, cohorts)
            for code, cell in found.items():
                cells.setdefault(code, {})[column] = cell
        # the rules hold: a director counts what a director opens, in the chosen stores
        complaints = self.env[COMPLAINT].with_context(allowed_company_ids=company_ids)
        for code, domain in self._now_domains(company_ids).items():
            count = complaints.search_count(domain)
            cells[code] = {"value": count_cell(count, COMPLAINT, domain)}
        return cells

    def _now_domains(self, company_ids):
        """Complaints open now, late now, and with a deadline that ends today."""
        now = fields.Datetime.now()
        # what was joined to another one counts with that one
        stand = (
            Domain("company_id", "in", company_ids)
            & Domain("is_closed", "=", False)
            & Domain("active", "=", True)
        )
        running = Domain("is_open", "=", True)
        late = running & Domain("date_alarm", "<", now)
        today = Domain.OR(
            Domain("company_id", "=", company.id)
            & running
            & Domain("date_alarm", ">=", now)
            & Domain("date_alarm", "<", self._midnight(company))
            for company in self.env["res.company"].sudo().browse(company_ids)
        )
        return {
            "open_now": list(stand),
            "late_now": list(stand & Domain("deadline_ids", "any", late)),
            "due_today": list(stand & Domain("deadline_ids", "any", today)),
        }

    def _midnight(self, company):
        """The end of the company's today, in UTC."""
        day = fields.Date.add(company._aftersales_today(), days=1)
        return utc_moment(day, 0, company._aftersales_tz())

    # Layout -------------------------------------------------------------------------

    def _heading(self, company_ids, month):
        companies = self.env["res.company"].sudo().browse(company_ids)  # time zone
        today = max(company._aftersales_today() for company in companies)
        return self.env._(
            "%(month)s up to %(today)s, beside it the whole months %(previous)s and "
            "%(last_year)s. A change is in points.",
            month=month.code,
            today=today,
            previous=month.previous().code,
            last_year=month.last_year().code,
        )

    def _card_label(self, code):
        return {
            "followups": self.env._("Follow-ups"),
            "satisfaction": self.env._("Satisfaction"),
            "complaints": self.env._("Complaints"),
            "workshop": self.env._("Workshop"),
            "lost": self.env._("Lost vehicles"),
        }[code]

    def _label(self, code):
        own = {
            "open_now": self.env._("Open now"),
            "late_now": self.env._("Late now"),
            "due_today": self.env._("Late today unless done"),
        }
        return own.get(code) or self.env["aftersales.figures"]._label(code)

    def _figure(self, code, cells):
        """What a card prints of a figure."""
        columns = cells[code]
        cell = columns["value"]
        figure = {
            "label": self._label(code),
            "text": format_value(cell.value, cell.unit),
            "note": format_basis(cell),
            "path": f"cards/value/{code}" if cell.model else "",
            "is_bad": code in ("late_now", "due_today") and bool(cell.value),
            "others": [],
        }
        figures = self.env["aftersales.figures"]
        for column in ("previous", "last_year"):
            if column not in columns:
                continue
            other = columns[column]
            change = change_cell(cell, other, figures._good(code))
            # a part of a month has fewer of everything: only rates are compared
            is_rate = change.unit != "change" and change.value is not None
            gain = change.value * change.good if is_rate else 0
            figure["others"].append(
                {
                    "column": column,
                    "text": format_value(other.value, other.unit),
                    "path": f"cards/{column}/{code}" if other.model else "",
                    "change": format_value(change.value, change.unit)
                    if is_rate
                    else "",
                    "css": (gain > 0.05 and "as-better")
                    or (gain < -0.05 and "as-worse"),
                }
            )
        return figure

    def _charts(self, company_ids, month, figures):
        """Small line charts over the twelve months that end with this one."""
        period = Period("month", month.date_from)
        months = [Period("month", one) for one in period.trend_months()]
        counts = figures._count_buckets(company_ids, period)
        items = figures._item_buckets(company_ids, period)
        complaints = figures._complaint_buckets(company_ids, period)
        reasons = figures._reason_buckets(company_ids, period)
        workshop = figures._workshop_buckets(company_ids, period)
        cohorts = figures._visit_buckets(company_ids, period)
        lines = []
        for one in months:
            lines.append(
                {
                    **figures._main_survey(company_ids, one, counts, items),
                    **figures._main_complaints(company_ids, one, complaints, reasons),
                    **figures._main_workshop(company_ids, one, workshop),
                    **figures._main_lost(company_ids, one, cohorts),
                }
            )
        labels = [f"{one.date_from.month}" for one in months]
        charts = []
        for codes, unit in CHARTS:
            series = [
                (self._label(code), [line[code].value for line in lines])
                for code in codes
            ]
            title = " · ".join(name for name, _values in series)
            svg = line_chart(labels, series, unit, title=title, **CHART_SIZE)
            # drawn by us, every text in it escaped
            charts.append({"title": title, "svg": Markup(svg)})  # noqa: S704
        return charts

    def _render(self, name, values):
        template = f"aftersales_followup_report.{name}"
        return str(self.env["ir.qweb"]._render(template, values))
