import {Component, onMounted, onWillStart, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {choiceOf} from "./paper_marks";
import {PaperRow} from "./paper_row";

/**
 * Paper sheets typed in by keyboard: one row a sheet, one column a question.
 *
 * Digits are enough: a cell whose mark cannot go on moves to the next one by itself,
 * Enter and the arrows move too. A row is saved when it is left; its score shows at
 * once, and what does not fit stays in its cell, in red.
 */
export class PaperEntry extends Component {
    static template = "aftersales_followup.PaperEntry";
    static components = {PaperRow};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.table = useRef("table");
        this.state = useState({batch: null, rows: []});
        this.batchId =
            this.props.action.context.active_id || this.props.action.params.active_id;
        onWillStart(() => this.load());
        onMounted(() => this.focus(this.firstFree(), 1));
    }

    async load() {
        const batch = await this.orm.call("aftersales.paper.batch", "get_entry_data", [
            this.batchId,
        ]);
        const known = new Map(batch.sheets.map((sheet) => [sheet.number, sheet]));
        this.state.batch = batch;
        this.state.rows = Array.from({length: batch.sent_count}, (_, index) =>
            this.rowOf(index + 1, known.get(index + 1))
        );
    }

    rowOf(number, sheet) {
        const cells = {};
        for (const question of this.state.batch.questions) {
            const answer = sheet && sheet.answers[question.id];
            cells[question.id] = this.typedOf(question, answer);
        }
        return {
            number,
            plate: sheet ? sheet.plate : "",
            cells,
            errors: {},
            sheet: sheet || null,
            isDirty: false,
            isSaving: false,
            error: "",
        };
    }

    /** What a clerk types for an answer: the mark, or the number of the choice. */
    typedOf(question, answer) {
        if (answer === null || answer === undefined) {
            return "";
        }
        if (question.choices.length) {
            const chosen = Array.isArray(answer) ? answer : [answer];
            return chosen
                .map((id) => question.choices.findIndex((c) => c.id === id) + 1)
                .join(" ");
        }
        return String(answer);
    }

    get questions() {
        return this.state.batch.questions;
    }

    get returned() {
        return this.state.rows.filter((row) => row.sheet).length;
    }

    get rate() {
        return Math.round((100 * this.returned) / this.state.batch.sent_count);
    }

    firstFree() {
        const index = this.state.rows.findIndex((row) => !row.sheet);
        return index < 0 ? 0 : index;
    }

    isReadonly(row) {
        return !this.state.batch.can_enter || Boolean(row.sheet && row.sheet.is_closed);
    }

    /** The question with its choices and their numbers. */
    hint(question) {
        const choices = question.choices.map((c, index) => `${index + 1} ${c.text}`);
        return [question.title, ...choices].join("\n");
    }

    /** Go to another cell; past the end of a row, to the next one. */
    move(input, down, right) {
        const row = Number(input.dataset.row) + down;
        const column = Number(input.dataset.column) + right;
        const last = this.questions.length;
        if (column > last) {
            this.focus(row + 1, 1);
        } else if (column < 0) {
            this.focus(row - 1, last);
        } else {
            this.focus(row, column);
        }
    }

    focus(row, column) {
        const cell = this.table.el?.querySelector(
            `input[data-row="${row}"][data-column="${column}"]`
        );
        if (cell) {
            cell.focus();
            cell.select();
        }
    }

    // ------------------------------------------------------------------
    // Saving
    // ------------------------------------------------------------------

    answersOf(row) {
        const answers = {};
        for (const question of this.questions) {
            const typed = row.cells[question.id].trim();
            answers[question.id] = question.choices.length
                ? choiceOf(question, typed)
                : typed;
        }
        return answers;
    }

    async save(row) {
        const isEmpty = this.questions.every((q) => row.cells[q.id].trim() === "");
        if (!row.isDirty || row.isSaving || (isEmpty && !row.sheet)) {
            return;
        }
        if (Object.values(row.errors).some(Boolean)) {
            row.error = _t("Correct what is red: this sheet is not saved.");
            return;
        }
        row.isSaving = true;
        row.isDirty = false;
        try {
            row.sheet = await this.orm.silent.call(
                "aftersales.paper.batch",
                "save_sheet",
                [this.batchId, row.number, this.answersOf(row), row.plate.trim()]
            );
            row.error = "";
        } catch (error) {
            row.isDirty = true;
            // A refusal tells what is wrong; without a connection the row stays too.
            row.error =
                error.data?.message || _t("Not saved: no connection. Try again.");
        } finally {
            row.isSaving = false;
        }
    }

    async saveAll() {
        for (const row of this.state.rows) {
            await this.save(row);
        }
        return !this.state.rows.some((row) => row.isDirty);
    }

    async complain(row) {
        const action = await this.orm.call(
            "aftersales.paper.sheet",
            "action_create_complaint",
            [row.sheet.id]
        );
        if (await this.saveAll()) {
            this.action.doAction(action);
        } else {
            row.sheet.complaint_id = action.res_id;
            this.notification.add(
                _t("The complaint is made. Save the red rows first."),
                {
                    type: "warning",
                }
            );
        }
    }

    async back() {
        if (await this.saveAll()) {
            this.action.doAction({
                type: "ir.actions.act_window",
                res_model: "aftersales.paper.batch",
                res_id: this.batchId,
                views: [[false, "form"]],
            });
        }
    }
}

registry.category("actions").add("aftersales_paper_entry", PaperEntry);
