import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

/** Who is on the line when it is not the customer (F22): name and number. */
export class ContactForm extends Component {
    static template = "aftersales_followup.ContactForm";
    static props = {
        onSave: Function, // (name, phone), returns a promise
        onClose: Function,
    };

    setup() {
        this.name = useRef("name");
        this.phone = useRef("phone");
        this.state = useState({error: ""});
        onMounted(() => this.name.el.focus());
    }

    async save() {
        const name = this.name.el.value.trim();
        if (!name) {
            this.state.error = _t("Enter the name.");
            return;
        }
        try {
            await this.props.onSave(name, this.phone.el.value.trim());
        } catch (error) {
            this.state.error =
                error.data?.message || _t("There is no connection: try again.");
        }
    }

    onKeydown(ev) {
        if (ev.isComposing || ev.ctrlKey) {
            return;
        }
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.save();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.props.onClose();
        }
    }
}
