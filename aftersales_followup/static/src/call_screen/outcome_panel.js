import {Component, useRef} from "@odoo/owl";
import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {momentInWords} from "../words/moment";
import {CallbackPicker} from "./callback_picker";
import {CallTimer} from "./call_timer";
import {useInitialValue} from "./initial_value";

/** How the call ends: outcome, note, call-back, complaint; and what came of it. */
export class OutcomePanel extends Component {
    static template = "aftersales_followup.OutcomePanel";
    static components = {CallbackPicker, CallTimer};
    static props = {
        call: Object,
        times: Array,
        later: {type: [Object, Boolean]},
        extras: Array,
        onExtra: Function,
        onQueue: Function,
        onOutcome: Function,
        onCallback: Function,
        onComplaint: Function,
        onOpenComplaint: Function,
        onFinish: Function,
    };

    setup() {
        useInitialValue(useRef("note"), () => this.props.call.note);
    }

    get call() {
        return this.props.call;
    }

    get needsReason() {
        return Boolean(this.call.outcome?.is_blocking);
    }

    get reasonPlaceholder() {
        return _t("Why does the customer not want to be asked?");
    }

    get needsCallback() {
        return Boolean(this.call.outcome?.needs_callback_date);
    }

    /** What was noted, who takes it up, and when: a day or a moment. */
    lineOf({text, who, date}) {
        const day =
            date.length > 10
                ? momentInWords(deserializeDateTime(date))
                : formatDate(deserializeDate(date));
        return `${text} → ${who}, ${day}`;
    }

    kindOf(outcome) {
        if (outcome.is_effective) {
            return "effective";
        }
        return outcome.is_contact ? "contact" : "none";
    }
}
