import {Component, useEffect, useRef} from "@odoo/owl";
import {QuestionInput} from "./question_input";

/** All questions in short, the current one open. */
export class QuestionList extends Component {
    static template = "aftersales_followup.QuestionList";
    static components = {QuestionInput};
    static props = {
        call: Object,
        onAnswer: Function,
        onLeave: Function,
    };

    setup() {
        this.root = useRef("root");
        useEffect(
            () => {
                const current = this.root.el.querySelector(".o_call_question_current");
                current?.scrollIntoView({block: "nearest"});
            },
            () => [this.props.call.currentId, this.props.call.current?.is_low]
        );
    }

    select(question) {
        this.props.call.currentId = question.id;
    }
}
