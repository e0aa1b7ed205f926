import { Component } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloatTime, formatInteger } from "@web/views/fields/formatters";

/** Whose car, which work, what was before: everything beside the questions (F17). */
export class CustomerPanel extends Component {
    static template = "aftersales_followup.CustomerPanel";
    static props = {
        sheet: Object,
        onOpen: Function, // (model, id)
    };

    get spokenTo() {
        return this.props.sheet.contact || this.props.sheet.customer;
    }

    day(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    moment(value) {
        return value ? formatDateTime(deserializeDateTime(value), { showSeconds: false }) : "";
    }

    mileage(value) {
        return _t("%s km", formatInteger(value));
    }

    window(window) {
        const hours = `${formatFloatTime(window.from)}–${formatFloatTime(window.to)}`;
        if (window.weekday === false) {
            return hours;
        }
        const weekdays = luxon.Info.weekdays("short");
        return `${weekdays[window.weekday]} ${hours}`;
    }
}
