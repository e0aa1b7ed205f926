import {Component, xml} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * What a call is about: the topic agreed with the customer, else the work done, else
 * the step: "One month after".
 */
export class TopicField extends Component {
    static template = xml`
        <span t-att-class="topic and 'fw-bold'" t-att-title="text" t-out="text"/>`;
    static props = {...standardFieldProps};

    get topic() {
        return this.props.record.data.topic || "";
    }

    get text() {
        const {data} = this.props.record;
        return this.topic || data[this.props.name] || data.step_id?.display_name || "";
    }
}

export const topicField = {
    component: TopicField,
    supportedTypes: ["text"],
    isEmpty: () => false,
};

registry.category("fields").add("aftersales_topic", topicField);
