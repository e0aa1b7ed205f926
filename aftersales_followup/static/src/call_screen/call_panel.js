import {Component, onMounted, useExternalListener, useRef, useState} from "@odoo/owl";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";
import {isTyping} from "./call_keys";

/**
 * A small form over the end of the call, one key away: rows of choices by digit, then
 * a text. What it asks for and does stands in its spec (see call_extras.js):
 *
 * - `title`, `hint`
 * - `rows(values)`: the rows for what is chosen so far, each with `name`, `label`,
 *   `options` (`value`, `label`), `picker` ("date" or "datetime"; `isAnyDay`: also a
 *   day that has passed) and `isCompact`: many short options, side by side
 * - `text`: {label, placeholder}, or nothing: then the last choice saves at once
 * - `save(values, text)`: a promise
 */
export class CallPanel extends Component {
    static template = "aftersales_followup.CallPanel";
    static components = {DateTimeInput};
    static props = {spec: Object, onClose: Function};

    setup() {
        this.root = useRef("root");
        this.text = useRef("text");
        this.state = useState({values: {}, error: "", isSaving: false});
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev), {
            capture: true,
        });
        onMounted(() => this.root.el.focus());
    }

    get rows() {
        return this.props.spec.rows?.(this.state.values) || [];
    }

    /** The row that digits choose in: the first one without an answer. */
    get current() {
        return this.rows.find((row) => !this.isAnswered(row));
    }

    /** What was chosen counts while it is offered: another wish, another colleague. */
    isAnswered(row) {
        const value = this.state.values[row.name];
        return (
            value !== undefined &&
            (Boolean(row.picker) || row.options.some((one) => one.value === value))
        );
    }

    /** The first day that may be chosen. */
    firstDay(row) {
        return row.isAnyDay ? undefined : luxon.DateTime.now();
    }

    format(row) {
        return row.picker === "date"
            ? localization.dateFormat
            : `${localization.dateFormat} HH:mm`;
    }

    isChosen(row, option) {
        const value = this.state.values[row.name];
        return (
            value !== undefined &&
            (value === option.value || value?.ts === (option.value?.ts ?? NaN))
        );
    }

    /** The digit of an option; one more than the options: another day. */
    keyOf(row, index) {
        return row.name === this.current?.name && index < 9 ? String(index + 1) : "";
    }

    pick(row, value) {
        this.state.values[row.name] = value;
        this.state.error = "";
        if (this.current) {
            return;
        }
        if (this.props.spec.text) {
            this.text.el.focus();
        } else {
            this.save();
        }
    }

    onKeydown(ev) {
        if (ev.isComposing || ev.altKey) {
            return;
        }
        const isSave = ev.key === "Enter" && (ev.ctrlKey || ev.metaKey);
        const digit = /^(?:Digit|Numpad)?([1-9])$/.exec(
            /^\d$/.test(ev.key) ? ev.key : ev.code
        );
        if (ev.key === "Escape") {
            this.props.onClose();
        } else if (isSave) {
            this.save();
        } else if (digit && !isTyping(ev.target) && !ev.repeat && this.current) {
            const {options, picker} = this.current;
            const index = Number(digit[1]) - 1;
            if (options[index]) {
                this.pick(this.current, options[index].value);
            } else if (picker && index === options.length) {
                this.root.el.querySelector(".o_call_panel_day input").focus();
            }
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopImmediatePropagation();
    }

    async save() {
        if (this.state.isSaving) {
            return;
        }
        const missing = this.current;
        const text = this.text.el?.value.trim() || "";
        if (missing) {
            this.state.error = _t("Choose: %s", missing.label);
            return;
        }
        if (this.props.spec.text && !text) {
            this.state.error = this.props.spec.text.missing;
            this.text.el.focus();
            return;
        }
        this.state.isSaving = true;
        try {
            const {values} = this.state;
            await this.props.spec.save(
                Object.fromEntries(this.rows.map(({name}) => [name, values[name]])),
                text
            );
            this.props.onClose();
        } catch (error) {
            this.state.error =
                error.data?.message || _t("There is no connection: try again.");
        } finally {
            this.state.isSaving = false;
        }
    }
}
