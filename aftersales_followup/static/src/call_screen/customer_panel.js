import {Component} from "@odoo/owl";
import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {formatFloatTime, formatInteger} from "@web/views/fields/formatters";
import {ContactForm} from "./contact_form";
import {momentInWords} from "../words/moment";

/** Whose car, which work, what was before: everything beside the questions (F17). */
export class CustomerPanel extends Component {
    static template = "aftersales_followup.CustomerPanel";
    static components = {ContactForm};
    static props = {
        sheet: Object,
        isReadonly: Boolean,
        isIdentifying: Boolean,
        onIdentify: Function, // opens or closes the form
        onContact: Function, // (name, phone)
        onLine: Function, // (number): this one is dialled
        onOpen: Function, // (model, id)
    };

    get spokenTo() {
        return this.props.sheet.contact || this.props.sheet.customer;
    }

    dialUrl(number) {
        return `tel:${number.replace(/\s/g, "")}`;
    }

    /** Those dates of the car that are known. */
    get carDates() {
        return this.props.sheet.car.dates.filter(({date}) => date);
    }

    day(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    moment(value) {
        return value ? momentInWords(deserializeDateTime(value)) : "";
    }

    mileage(value) {
        return _t("%s km", formatInteger(value));
    }

    /** When the customer wants to be called. In a template, "window" is the browser's. */
    slotInWords({weekday, from, to}) {
        const hours = `${formatFloatTime(from)}–${formatFloatTime(to)}`;
        return weekday === false
            ? hours
            : `${luxon.Info.weekdays("short")[weekday]} ${hours}`;
    }
}
