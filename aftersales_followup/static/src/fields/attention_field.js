import {Component, xml} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A flag on customers who complained before (C8); nothing on the others. */
export class AttentionField extends Component {
    static template = xml`
        <i
            t-if="props.record.data[props.name]"
            class="fa fa-flag text-danger"
            role="img"
            t-att-title="title"
            t-att-aria-label="title"
        />`;
    static props = {...standardFieldProps};

    get title() {
        return _t("Special attention: complained before");
    }
}

export const attentionField = {
    component: AttentionField,
    displayName: _t("Special attention"),
    supportedTypes: ["boolean"],
    listViewWidth: 20,
    isEmpty: () => false,
};

registry.category("fields").add("aftersales_attention", attentionField);
