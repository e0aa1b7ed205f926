"""Chapter 3, question by question (M3, Q4), written anew from docs/figures.md."""

from .recompute_rows import change, count, mean, rate, text

# Service advisors in one table.
BESIDE = 8


class Questions:
    """Every question of a survey, for all of it and for each service advisor."""

    def __init__(self, survey):
        self.survey = survey
        self.t = survey.t

    def tables(self, span):
        """Items over twelve months, questions, questions by service advisor."""
        return {
            "item_trend": self.table_item_trend(span),
            "questions": self.table_questions(span),
            **self.tables_advisors(span),
        }

    def asked(self, span):
        """Questions with an answer that counts, and those answers."""
        found = {}
        for row in self.survey.scores(span):
            if row["question_id"]:
                found.setdefault(row["question_id"], []).append(row)
        return found

    def title(self, key):
        """What was asked."""
        return text(self.t.by_id["questions"][key]["title"]["en_US"])

    def is_yes_no(self, key):
        """Whether a question is answered yes or no."""
        scale = self.t.by_id["questions"][key]["satisfaction_scale_id"]
        return bool(scale) and self.t.by_id["scales"][scale]["code"] == "yes_no"

    def table_item_trend(self, span):
        """The ten items and the MOT score, month by month."""
        table = {}
        for month in span.trend():
            scores = self.survey.scores(month)
            table[month.code] = {
                item["code"]: self.survey.item_score(item, scores)
                for item in self.survey.mot_items
                if item["active"]
            } | {"mot": self.survey.mot(scores)}
        return table

    def table_questions(self, span):
        """Answers, score, and yes ÷ answers where yes or no is the answer."""
        now, before, year = (
            self.asked(one) for one in (span, span.before(), span.shift(-12))
        )
        table = {}
        for key, rows in now.items():
            this, old, past = (
                mean(row["value"] for row in one.get(key, ()))
                for one in (now, before, year)
            )
            table[f"question_{key}"] = {
                "": self.title(key),
                "sample": count(rows),
                "mean": this,
                "previous": old,
                "change_previous": change(this, old),
                "last_year": past,
                "change_last_year": change(this, past),
                "low_answers": count([row for row in rows if row["is_low"]]),
            }
            if self.is_yes_no(key):
                yes = [row for row in rows if row["value"] == 100]
                table[f"question_{key}"]["yes_rate"] = rate(yes, rows)
        return table

    def tables_advisors(self, span):
        """Service advisors side by side, names in order, who is nobody's last."""
        asked = self.asked(span)
        people = {row["advisor_id"] for rows in asked.values() for row in rows}
        people &= self.survey.advisors(span)
        people = sorted(people, key=lambda key: (not key, self.t.user(key) or ""))
        tables = {}
        for start in range(0, len(people), BESIDE):
            code = "question_advisors"
            if start:
                code += f"_{start // BESIDE + 1}"
            tables[code] = {
                f"question_{key}": {"": self.title(key)}
                | {
                    f"advisor_{one or 0}": mean(
                        row["value"] for row in rows if row["advisor_id"] == one
                    )
                    for one in people[start : start + BESIDE]
                }
                for key, rows in asked.items()
            }
        return tables
