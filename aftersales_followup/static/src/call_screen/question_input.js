import {Component, onMounted, useEffect, useRef} from "@odoo/owl";
import {useInitialValue} from "./initial_value";

/** The open question: marks or choices as buttons, else a text; the customer's words. */
export class QuestionInput extends Component {
    static template = "aftersales_followup.QuestionInput";
    static props = {
        call: Object,
        question: Object,
        onAnswer: Function, // (question, answer)
        onLeave: Function, // leaves the text and goes on
    };

    setup() {
        this.text = useRef("text");
        this.remark = useRef("remark");
        useInitialValue(this.text, () =>
            this.question.isAnswered ? this.question.answer : ""
        );
        useInitialValue(this.remark, () => this.question.comment);
        onMounted(() => {
            if (this.question.isTyped && !this.props.call.isReadonly) {
                this.text.el?.focus();
            }
        });
        useEffect(
            (remarkId) => {
                if (remarkId === this.question.id) {
                    this.remark.el?.focus();
                    this.props.call.remarkId = false;
                }
            },
            () => [this.props.call.remarkId]
        );
    }

    get question() {
        return this.props.question;
    }

    levelOf(option) {
        return this.props.call.levelOf(this.question, option.value) || "none";
    }

    choose(option) {
        this.props.onAnswer(this.question, this.question.toggled(option.value));
    }

    onTextInput(ev) {
        this.props.call.typeAnswer(this.question, ev.target.value.trim());
    }

    onRemarkInput(ev) {
        this.props.call.typeComment(this.question, ev.target.value.trim());
    }

    /** Enter keeps what is typed and goes on; Shift+Enter is a new line. */
    onKeydown(ev) {
        if (
            ev.key !== "Enter" ||
            ev.shiftKey ||
            ev.ctrlKey ||
            ev.metaKey ||
            ev.isComposing
        ) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.props.onLeave();
    }
}
