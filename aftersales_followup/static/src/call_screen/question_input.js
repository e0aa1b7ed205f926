import { Component, onMounted, useEffect, useRef, useState } from "@odoo/owl";

/** The open question: marks or choices as buttons, else a text; the customer's words. */
export class QuestionInput extends Component {
    static template = "aftersales_followup.QuestionInput";
    static props = {
        call: Object,
        question: Object,
        onAnswer: Function, // (question, answer)
        onLeave: Function, // (step) leaves the text, moves by so many questions
        remarkRequest: Number, // rises when the agent asks for the remark field
    };

    setup() {
        this.state = useState({ hasRemark: false });
        this.text = useRef("text");
        this.remark = useRef("remark");
        onMounted(() => {
            if (this.question.isTyped && !this.props.call.isReadonly) {
                this.text.el?.focus();
            }
        });
        // A low answer asks for the customer's words at once (Q5).
        useEffect(
            (isLow, request) => {
                const asked = request !== this.lastRequest;
                const turnedLow = isLow && this.wasLow === false;
                this.lastRequest = request;
                this.wasLow = isLow;
                if (asked || turnedLow) {
                    this.state.hasRemark = true;
                    this.focusRemark = true;
                }
            },
            () => [Boolean(this.question.is_low), this.props.remarkRequest]
        );
        this.lastRequest = this.props.remarkRequest;
        useEffect(
            (el) => {
                if (el && this.focusRemark) {
                    this.focusRemark = false;
                    el.focus();
                }
            },
            () => [this.remark.el, this.props.remarkRequest, this.question.is_low]
        );
    }

    get question() {
        return this.props.question;
    }

    get showsRemark() {
        return this.state.hasRemark || this.question.is_low || Boolean(this.question.comment);
    }

    levelOf(option) {
        return this.props.call.levelOf(this.question, option.value) || "none";
    }

    choose(option) {
        this.props.onAnswer(this.question, this.question.toggled(option.value));
    }

    onTextChange(ev) {
        const text = ev.target.value.trim();
        if (text !== String(this.question.answer ?? "")) {
            this.props.call.setAnswer(this.question, text || null);
        }
    }

    onRemarkChange(ev) {
        this.props.call.setComment(this.question, ev.target.value.trim());
    }

    /** Enter keeps what is typed and goes on; Shift+Enter is a new line. */
    onKeydown(ev) {
        if (ev.key !== "Enter" || ev.shiftKey || ev.ctrlKey || ev.metaKey || ev.isComposing) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.props.onLeave(1);
    }
}
