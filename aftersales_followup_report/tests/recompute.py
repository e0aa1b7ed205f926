"""What the recomputations share: a seed that is told, exported rows, counting."""

import datetime
import random
from collections import Counter

from .common import ReportCase

# The data set of every run is the same; another seed makes another one.
SEED = 20260301
LOCAL = datetime.timedelta(hours=8)  # Shanghai, all the year


class RecomputeCase(ReportCase):
    """Random records, computed a second time in plain Python from exported rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(SEED)

    def _formatMessage(self, msg, standardMsg):
        """Every failure names the seed that made its data."""
        return f"{super()._formatMessage(msg, standardMsg)} (seed {SEED})"

    def _export(self, model, names, domain=()):
        """Rows of a store's records as an export gives them, dates as dates."""
        domain = [("company_id", "=", self.company.id), *domain]
        records = self.env[model].with_context(active_test=False).search(domain)
        return records.read(names, load=None)

    def _local_month(self, moment):
        """Month of a UTC moment in the store's days: (2026, 3)."""
        day = (moment + LOCAL).date()
        return day.year, day.month

    def _assert_cell(self, report, chapter, place, value, basis=None):
        """The engine's figure is the recomputed one, to the last digit."""
        cell = self._figure(report, *place, chapter=chapter)
        if isinstance(value, float):
            self.assertAlmostEqual(cell.value, value, 9, place)
        else:
            self.assertEqual(cell.value, value, place)
        if basis is not None:
            self.assertEqual((cell.numerator, cell.denominator), basis, place)

    def _assert_rate(self, report, chapter, place, numerator, denominator):
        value = 100.0 * numerator / denominator if denominator else None
        basis = (numerator, denominator)
        self._assert_cell(report, chapter, place, value, basis)

    def _assert_counts(self, report, chapter, table, counts, column="count"):
        """The table's rows are these and no others: row code → count."""
        matrix = self._chapter(report, chapter).table(table)
        found = Counter()
        for row in matrix.rows:
            if row.kind != "total" and row.cells[column].value:
                found[row.code] = row.cells[column].value
        self.assertEqual(found, Counter({k: v for k, v in counts.items() if v}), table)
