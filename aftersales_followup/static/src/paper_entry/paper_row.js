import {Component, useState} from "@odoo/owl";
import {isComplete, markError} from "./paper_marks";

const MOVES = {ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [0, 1]};

/** One sheet. Of its own, so that a digit draws one row anew and not five hundred. */
export class PaperRow extends Component {
    static template = "aftersales_followup.PaperRow";
    static props = {
        row: Object,
        index: Number,
        questions: Array,
        isReadonly: Boolean,
        hint: Function, // (question)
        onMove: Function, // (input, down, right)
        onLeave: Function, // (row)
        onComplain: Function, // (row)
    };

    setup() {
        this.row = useState(this.props.row);
    }

    /** The sum of the marks typed so far, as the customer would add them up. */
    get points() {
        let sum = 0;
        let isEmpty = true;
        for (const question of this.props.questions) {
            const typed = this.row.cells[question.id];
            if (question.is_scored && !question.choices.length && typed !== "") {
                sum += Number(typed) || 0;
                isEmpty = false;
            }
        }
        return isEmpty ? "" : sum;
    }

    placeholder(question) {
        if (question.choices.length) {
            return `1–${question.choices.length}`;
        }
        return question.max === false ? "" : `${question.min}–${question.max}`;
    }

    onInput(question, ev) {
        const typed = ev.target.value;
        this.row.cells[question.id] = typed;
        this.row.errors[question.id] = markError(question, typed);
        this.touch();
        if (isComplete(question, typed)) {
            this.props.onMove(ev.target, 0, 1);
        }
    }

    onPlate(ev) {
        this.row.plate = ev.target.value;
        this.touch();
    }

    touch() {
        this.row.isDirty = true;
        this.row.error = "";
    }

    onKeydown(ev) {
        const input = ev.target;
        if (ev.isComposing || ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        if (ev.key in MOVES) {
            ev.preventDefault();
            this.props.onMove(input, ...MOVES[ev.key]);
        } else if (ev.key === "Backspace" && input.value === "") {
            ev.preventDefault();
            this.props.onMove(input, 0, -1);
        }
    }

    /** A row is saved when the clerk goes on to another one. */
    onFocusout(ev) {
        const next = ev.relatedTarget;
        if (!next || next.closest("tr") !== ev.currentTarget) {
            this.props.onLeave(this.row);
        }
    }
}
