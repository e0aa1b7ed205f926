import {Component, xml} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {momentInWords} from "../words/moment";

/** When the customer is to be called, as agents say it; red when the day has passed. */
export class NextAttemptField extends Component {
    static template = xml`
        <span t-att-class="className" t-att-title="title"><t t-out="text"/></span>`;
    static props = {...standardFieldProps};

    get moment() {
        return this.props.record.data[this.props.name];
    }

    get isDue() {
        return this.moment && this.moment <= luxon.DateTime.now();
    }

    get text() {
        return this.moment ? momentInWords(this.moment) : "";
    }

    get title() {
        return this.isDue ? _t("Due now") : "";
    }

    get className() {
        if (!this.isDue) {
            return "text-muted";
        }
        const isLate = this.moment < luxon.DateTime.now().startOf("day");
        return isLate ? "fw-bold text-danger" : "fw-bold";
    }
}

export const nextAttemptField = {
    component: NextAttemptField,
    displayName: _t("Next attempt in words"),
    supportedTypes: ["datetime"],
    listViewWidth: 130,
};

registry.category("fields").add("aftersales_next_attempt", nextAttemptField);
