"""What was given from outside (M2), read anew from exported rows."""

from .recompute_rows import Fig, count


class Outside:
    """External scores of some stores, as given."""

    def __init__(self, tables, company_ids):
        self.t = tables
        self.ids = sorted(company_ids)

    def given(self, company_id, span, kind, scope="store"):
        """The last one given in a span, with its lines."""
        rows = [
            row
            for row in self.t.external
            if row["company_id"] == company_id
            and row["kind"] == kind
            and row["scope"] == scope
            and span.has(row["date_from"])
        ]
        if not rows:
            return None
        row = max(rows, key=lambda one: one["date_from"])
        lines = [
            line for line in self.t.external_lines if line["score_id"] == row["id"]
        ]
        return {**row, "lines": lines}

    def advisors(self, company_id, span):
        """Service advisor → what was given: items by code, sample, total."""
        record = self.given(company_id, span, "survey") or {"lines": []}
        found = {}
        for line in record["lines"]:
            if not line["advisor_id"]:
                continue
            mine = found.setdefault(line["advisor_id"], {"sample": count(0)})
            score = Fig(line["value"], sample=line["sample"] or None, kind="score")
            if line["item_id"]:
                mine[self.t.by_id["items"][line["item_id"]]["code"]] = score
            elif not line["section"]:
                mine["mot"] = score
            mine["sample"].value = max(mine["sample"].value, line["sample"] or 0)
        for mine in found.values():
            mine.setdefault("mot", Fig(None, kind="score"))
            mine["sample"].value = mine["sample"].value or None
        return found

    def of_one_store(self, span):
        """Service advisor → sample and total, for who was scored in one store only."""
        found = [self.advisors(one, span) for one in self.ids]
        return {
            key: {
                "external_sample": mine["sample"],
                "external_mot_short": mine["mot"],
            }
            for advisors in found
            for key, mine in advisors.items()
            if sum(key in others for others in found) == 1
        }
