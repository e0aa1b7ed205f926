"""All chapters of a month with 50 000 of 1 000 000 follow-ups, against plain SQL.

A store's month: the chapter that a group's report has besides repeats these figures,
store by store.
"""

import datetime
import math
import re
from pathlib import Path

from ..say import Refusal
from . import clock, memory, month_seed, month_seed_answers, office
from .table import Row

NAME = "month"
REPORT = "aftersales_followup_report.action_report"
QUERIES = Path(__file__).with_name("month_figures.sql")
#: Both sides add up floating-point numbers, each in its own order.
TOLERANCE = 1e-9


def fill(env):
    """A store with a million follow-ups and what goes with them."""
    month_seed_answers.fill(env, *month_seed.fill(env))


def rows(machine):
    """Measure; return the rows of the table."""
    own = office.ensure(machine, "month", fill)
    with office.opened(machine, own) as bench:
        company_id, first = _report(bench)
        compared = _compare(_chapters(bench, company_id, first), _plain(bench, first))
        taken = clock.medians(
            {
                "ours": lambda: _chapters(bench, company_id, first),
                "plain SQL": lambda: _plain(bench, first),
            }
        )
    grown, size = memory.in_new_process(own, _print_month, _print_month_before)
    return [
        Row(
            f"all chapters of a month, {month_seed.FOLLOWUPS} of"
            f" {month_seed.MONTHS * month_seed.FOLLOWUPS} follow-ups",
            f"plain SQL for the same {compared} figures",
            f"{taken['ours']:.2f} s",
            f"{taken['plain SQL']:.2f} s",
            taken["ours"] / taken["plain SQL"],
            2,
            at_most=True,
        ),
        memory.row("memory: that month as PDF and XLSX", grown, size),
    ]


def _report(bench):
    """Return the store and the first day of its last month."""
    [(company_id, last)] = bench.execute(
        "SELECT company_id, max(date_planned) FROM aftersales_followup"
        " GROUP BY company_id ORDER BY count(*) DESC LIMIT 1"
    )
    return company_id, last.replace(day=1)


def _chapters(bench, company_id, first):
    """Ours, whole: the matrix of every chapter, nothing laid out."""
    with bench.env() as env:
        # found only once Odoo knows where the addons are
        from odoo.addons.aftersales_followup_report.tools.periods import Period

        figures = env["aftersales.figures"]
        return figures.compute_chapters([company_id], Period("month", first))


def _print_month(bench, back=0):
    """Print the month's PDF and XLSX; return the size of both."""
    company_id, first = _report(bench)
    with bench.env() as env:
        report = env["aftersales.report"].create(
            {
                "period_type": "month",
                "date_from": _shift(first, -back),
                "company_ids": [(6, 0, [company_id])],
            }
        )
        reports = env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf = len(reports._render_qweb_pdf(f"{REPORT}_month", report.ids)[0])
        xlsx = len(reports._render_xlsx(f"{REPORT}_month_xlsx", report.ids, {})[0])
        env.cr.rollback()
        return pdf + xlsx


def _print_month_before(bench):
    """What an Odoo that prints reports has in memory anyway."""
    return _print_month(bench, back=1)


def _plain(bench, first):
    """Run the committed SQL; return [(chapter/table, rows as dicts)]."""
    with bench.env() as env:
        values = _parameters(env, first)
        relations = {
            "{cause_relation}": env["aftersales.complaint"]._fields["cause_ids"],
            "{measure_relation}": env["aftersales.measure"]._fields["cause_ids"],
        }
        answers = []
        for name, query in _queries():
            for place, field in relations.items():
                query = query.replace(place, field.relation)
            env.cr.execute(query, values)
            answers.append((name, env.cr.dictfetchall()))
        return answers


def _queries():
    """Return (chapter/table, statement) of the file."""
    parts = re.split(r"^-- name: (\S+)$", QUERIES.read_text(), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def _parameters(env, first):
    """Return the days and ids of the statements."""
    company = env["res.company"].search([("name", "=", "Benchmark store")])
    purposes = env["aftersales.purpose"].search([])
    days = {
        "first": first,
        "prev": _shift(first, -1),
        "year": _shift(first, -12),
        "trend": _shift(first, -11),
        "next": _shift(first, 1),
    }
    for name, start in (("last", first), ("next_last", days["next"])):
        days[name] = _shift(start, 1) - datetime.timedelta(days=1)
    days["prev_last"] = first - datetime.timedelta(days=1)
    days["year_last"] = days["trend"] - datetime.timedelta(days=1)
    return {
        **{purpose.code: purpose.id for purpose in purposes},
        **days,
        "store": company.id,
        "zone": str(company._aftersales_tz()),
        "now": env.cr.now(),
    }


def _shift(first, months):
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return datetime.date(years, month + 1, 1)


def _compare(chapters, answers):
    """Refuse when a figure differs; return how many were compared."""
    known = {
        (f"{chapter.code}/{table.code}", row.code, column.code): cell
        for chapter in chapters
        for table, row, column, cell in chapter.cells()
    }
    lines = {
        (f"{chapter.code}/{table.code}", row.code)
        for chapter in chapters
        for table in chapter.tables
        for row in table.rows
    }
    compared = 0
    for name, rows_ in answers:
        for row in rows_:
            for *where, value in _figures(name, row):
                if isinstance(value, str):
                    # words of a list: that it names the same records is compared
                    if (name, where[1]) not in lines:
                        raise Refusal(f"{name}: no line {where[1]} in the report")
                    continue
                if tuple(where) not in known:
                    raise Refusal(f"not in the report: {'/'.join(where)}")
                ours = known[tuple(where)].value
                if not _same(ours, value):
                    raise Refusal(f"{'/'.join(where)}: {ours}, plain SQL says {value}")
                compared += 1
    return compared


def _figures(name, row):
    """Give (chapter/table, row, column, value) of one line of an answer."""
    row = dict(row)
    if "period" in row:
        period = row.pop("period")
        for code, value in row.items():
            yield name, code, period, value
    elif "col" in row:
        yield name, row["row"], row["col"], row["value"]
    else:
        line = row.pop("row")
        for column, value in row.items():
            yield name, line, column, value


def _same(ours, theirs):
    if ours is None or theirs is None:
        return (ours or None) is None and (theirs or None) is None
    return math.isclose(ours, float(theirs), rel_tol=TOLERANCE, abs_tol=TOLERANCE)
