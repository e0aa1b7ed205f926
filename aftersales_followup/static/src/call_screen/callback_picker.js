import {Component} from "@odoo/owl";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";

const {DateTime} = luxon;

/**
 * The times that customers name most, later than now.
 * @param {DateTime} now in the agent's time zone
 */
export function quickTimes(now) {
    const at = (days, hour) =>
        now.plus({days}).set({hour, minute: 0, second: 0, millisecond: 0});
    return [
        {label: _t("In 30 minutes"), date: now.plus({minutes: 30})},
        {label: _t("In 1 hour"), date: now.plus({hours: 1})},
        {label: _t("Today 15:00"), date: at(0, 15)},
        {label: _t("Today 17:00"), date: at(0, 17)},
        {label: _t("Tomorrow 10:00"), date: at(1, 10)},
        {label: _t("Tomorrow 15:00"), date: at(1, 15)},
    ]
        .filter((time) => time.date > now)
        .map((time, index) => ({...time, key: String(index + 1)}));
}

/** When the customer wants to be called: a quick choice by digit, or any time. */
export class CallbackPicker extends Component {
    static template = "aftersales_followup.CallbackPicker";
    static components = {DateTimeInput};
    static props = {
        value: {type: [Object, Boolean]},
        times: Array,
        onChange: Function,
    };

    get format() {
        return `${localization.dateFormat} HH:mm`;
    }

    get now() {
        return DateTime.now();
    }
}
