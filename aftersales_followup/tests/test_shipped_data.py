import string

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.convert import convert_file

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .common import AftersalesCase

MOT_CODES = {
    "explain_work",
    "reception",
    "work_quality",
    "explain_bill",
    "handover",
    "time_spent",
    "kindness",
    "pickup_help",
    "car_clean",
    "lounge",
}
OUTCOMES = {
    "completed",
    "callback",
    "no_answer",
    "busy",
    "switched_off",
    "suspended",
    "unreachable",
    "wrong_number",
    "wrong_person",
    "call_landline",
    "refused",
    "already_visited",
}
SURVEYS = (
    "survey_css",
    "survey_overall",
    "survey_five_aspects",
    "survey_mix",
    "survey_five_levels",
    "survey_points_300",
    "survey_lost",
    "survey_revisit",
    "survey_delivered",
    "survey_key_customer",
    "survey_consultation",
    "survey_consultation_decision",
)


@tagged("post_install", "-at_install")
class TestShippedData(AftersalesCase):
    """What a dealer finds after installing: items, scales, questionnaires, outcomes."""

    def _ref(self, name):
        return self.env.ref(f"aftersales_followup.{name}")

    def test_items(self):
        """The ten items weigh 100 % together, and each has its department (Q3)."""
        items = self.env["aftersales.satisfaction.item"].search([])
        mot = items.filtered("is_mot")
        self.assertEqual(set(mot.mapped("code")), MOT_CODES)
        self.assertEqual(sum(mot.mapped("weight")), 100)
        self.assertEqual(sum((items - mot).mapped("weight")), 0)
        self.assertTrue(all(items.mapped("function")))

    def test_bands(self):
        """Each scale has a band for every value, the better the higher (Q4)."""
        levels = list(
            dict(self.env["aftersales.satisfaction.band"]._fields["level"].selection)
        )
        for scale in self.env["aftersales.satisfaction.scale"].search([]):
            bands = scale.band_ids.sorted("min_value", reverse=True)
            self.assertEqual(bands[-1].min_value, 0, scale.code)
            ranks = [levels.index(band.level) for band in bands]
            self.assertEqual(ranks, sorted(set(ranks)), scale.code)

    def test_scale_of_ten(self):
        """10 delighted, 9–8 satisfied, 7 basically, 6–5 dissatisfied, ≤ 4 very (Q4)."""
        scale = self._ref("satisfaction_scale_ten")
        marks = range(10, 0, -1)
        self.assertEqual(
            [scale._band(scale._normalise(mark)).level for mark in marks],
            ["very_satisfied", "satisfied", "satisfied", "basically"]
            + ["dissatisfied"] * 2
            + ["very_dissatisfied"] * 4,
        )

    def test_scale_of_300_points(self):
        """From 240 satisfied, from 210 basically, below that dissatisfied (Q4)."""
        scale = self._ref("satisfaction_scale_points_300")
        # Ten items of 30 points: the mean of an item of 240 points is 24.
        levels = {
            points: scale._band(scale._normalise(points / 10)).level
            for points in (300, 240, 239, 210, 209, 0)
        }
        self.assertEqual(
            list(levels.values()),
            ["satisfied"] * 2 + ["basically"] * 2 + ["dissatisfied"] * 2,
        )

    def test_questionnaires(self):
        """All are answered by personal link only, in every language (Q2)."""
        for name in SURVEYS:
            survey = self._ref(name)
            self.assertRecordValues(
                survey,
                [
                    {
                        "survey_type": "aftersales",
                        "lang_ids": [],
                        "access_mode": "token",
                        # Odoo knows no limit with conditional questions; ours holds.
                        "is_attempts_limited": not survey.has_conditional_questions,
                        "attempts_limit": 1,
                        "users_login_required": False,
                    }
                ],
            )
            self.assertTrue(survey.satisfaction_scale_id, name)
            self.assertTrue(survey.question_ids.satisfaction_item_id, name)
            for question in survey.question_ids:
                self._check_question(question)

    def test_conditional_questions(self):
        """What was left over is asked of those whom it concerns (Q2)."""
        for name, answer in (
            ("survey_mix_left_over", "survey_mix_all_done_2"),
            ("survey_lost_elsewhere", "survey_lost_reason_3"),
        ):
            self.assertEqual(self._ref(name).triggering_answer_ids, self._ref(answer))

    def test_each_occasion_has_its_own_words(self):
        """The sales adviser announces the manufacturer's call; nobody congratulates a
        fleet on its delivery (F5, F8, F28)."""
        scripts = {
            name: self._ref(f"program_step_{name}").script_id
            for name in ("new_vehicle_1", "key_customer_1", "half_yearly_1")
        }
        self.assertEqual(len(set(scripts.values())), 3)
        tips = scripts["new_vehicle_1"].block_ids.filtered(lambda b: b.kind == "tips")
        self.assertIn("manufacturer", tips.with_context(lang="en_US").body)
        for name in ("key_customer_1", "half_yearly_1"):
            words = scripts[name].block_ids.with_context(lang="en_US").mapped("body")
            self.assertNotIn("ongratulations", " ".join(words))

    def _check_question(self, question):
        scale, item = question.satisfaction_scale_id, question.satisfaction_item_id
        self.assertEqual(bool(scale), bool(item), question.title)
        if not scale:
            return
        best = {
            "scale": question.scale_max,
            "numerical_box": question.validation_max_float_value,
            "simple_choice": max(
                question.suggested_answer_ids.mapped("satisfaction_value"), default=0
            ),
        }
        self.assertEqual(best[question.question_type], scale.max_value, question.title)

    def test_ten_items_questionnaire(self):
        """Each of the ten items is asked once on 1–10; one question is open (Q2)."""
        questions = self._ref("survey_css").question_ids
        scored = questions.filtered("satisfaction_item_id")
        self.assertEqual(
            sorted(scored.satisfaction_item_id.mapped("code")), sorted(MOT_CODES)
        )
        self.assertEqual(len(scored), 10)
        self.assertEqual(scored.satisfaction_scale_id.code, "ten")
        self.assertEqual(set(scored.mapped("scale_min")), {1})
        self.assertEqual((questions - scored).question_type, "text_box")

    def test_nobody_starts_a_questionnaire(self):
        """Without a follow-up there is no answer, whoever asks (Q1)."""
        for name in SURVEYS:
            with self.assertRaises(UserError):
                self._ref(name)._create_answer()

    def test_outcomes(self):
        outcomes = {
            outcome.code: outcome
            for outcome in self.env["aftersales.followup.outcome"].search([])
        }
        self.assertLessEqual(OUTCOMES, outcomes.keys())
        self.assertTrue(outcomes["completed"].is_effective)
        self.assertTrue(outcomes["refused"].is_refusal)
        self.assertTrue(outcomes["refused"].is_blocking)
        self.assertTrue(outcomes["callback"].needs_callback_date)
        hotkeys = [o.hotkey for o in outcomes.values() if o.hotkey]
        self.assertEqual(len(hotkeys), len(set(hotkeys)))

    def test_sampling(self):
        """All private and key customers, at least 30 % of the others (F10)."""
        for category in self.env["aftersales.customer.category"].search([]):
            everybody = category.is_private or category.is_key
            least = 100 if everybody else 30
            self.assertGreaterEqual(category.sampling_rate, least, category.code)

    def test_sampling_of_programs(self):
        """New vehicles, lost ones and re-visits: everybody, of every category."""
        categories = self.env["aftersales.customer.category"].search([])
        for name in ("new_vehicle", "lost", "complaint_revisit"):
            program = self._ref(f"program_{name}")
            rates = {
                program._sampling_rate(one) for one in (*categories, categories[:0])
            }
            self.assertEqual(rates, {100}, name)

    def test_numbers(self):
        """The numbers that hold until a manager sets others."""
        for model, expected in {
            # F12, F15
            "aftersales.program": {"unreachable_days": 3, "expiry_days": 15},
            # F14, F18, A1, Q7
            "res.company": {
                "contact_cap_days": 7,
                "paper_return_threshold": 70,
                "archive_days": 2,
                "evaluation_manager_rate": 10,
            },
        }.items():
            self.assertEqual(self.env[model].default_get(list(expected)), expected)

    def test_program_after_repair(self):
        """F1 ships on: due the next day, three days to finish, 15 to expire."""
        self.assertTrue(self.program.active)
        self.assertRecordValues(
            self.program,
            [
                {
                    "code": "F1",
                    "anchor": "aftersales.anchor.repair.settled",
                    "assignment": "team",
                    "expiry_days": 15,
                    "company_id": False,
                }
            ],
        )
        self.assertRecordValues(
            self.step,
            [
                {
                    "offset": 1,
                    "offset_unit": "day",
                    "channel": "phone",
                    "deadline_days": 3,
                    "survey_id": self._ref("survey_css").id,
                    "script_id": self._ref("script_after_repair").id,
                }
            ],
        )

    # -- later versions (docs/decisions, 0015)

    def _update(self, *files):
        """Load data files as an update of the addon does."""
        for file in files:
            convert_file(
                self.env, "aftersales_followup", f"data/{file}", {}, mode="update"
            )
        self.env.invalidate_all()

    def test_an_update_makes_what_is_new_and_leaves_what_was_edited(self):
        self.program.write({"name": "Our own name", "expiry_days": 9})
        self.step.write({"offset": 2, "active": False})
        # A program that this database has not seen yet is one that is not there.
        new = self._ref("program_insurance")
        new = new.with_context(**{MODULE_UNINSTALL_FLAG: True})
        for records in (new.step_ids, new.sampling_ids, new):
            records.unlink()
        self._update(
            "aftersales_program_data.xml",
            "aftersales_program_library_data.xml",
        )
        program = self._ref("program_insurance")
        self.assertEqual(len(program.step_ids), 2)
        self.assertFalse(program.active, "new programs come switched off")
        ours, step = self.program, self.step
        self.assertEqual(
            (ours.name, ours.expiry_days, step.offset, step.active),
            ("Our own name", 9, 2, False),
        )

    def test_what_an_update_would_bring_back_is_not_deleted(self):
        step = self._ref("program_step_new_vehicle_3")
        outcome = self._ref("followup_outcome_busy")
        for record in (step, step.program_id, outcome):
            with (
                self.subTest(record),
                self.assertRaisesRegex(UserError, "archive it instead"),
                self.cr.savepoint(),
            ):
                record.with_user(self.manager).unlink()
            record.with_user(self.manager).active = False
        own = step.with_user(self.manager).copy()
        own.unlink()
        self.assertFalse(own.exists())

    def test_script(self):
        """All blocks are there, and every ${word} in them is filled in (F17)."""
        script = self._ref("script_after_repair")
        kinds = script.block_ids._fields["kind"].selection
        self.assertEqual(set(script.block_ids.mapped("kind")), set(dict(kinds)))
        self._make_repair()
        words = self._generate()._script_values()
        for block in self.env["aftersales.script.block"].search([]):
            names = string.Template(block.body).get_identifiers()
            self.assertLessEqual(set(names), words.keys(), block.name)
