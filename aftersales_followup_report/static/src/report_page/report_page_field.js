import {Component, markup} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/**
 * The report's chapters as the server laid them out; a click on a figure opens its
 * records. The HTML is made by our own templates, which escape every text from data.
 */
export class ReportPageField extends Component {
    static template = "aftersales_followup_report.ReportPageField";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get content() {
        return markup(this.props.record.data[this.props.name] || "");
    }

    async onClick(ev) {
        const chapter = ev.target.closest("a[data-chapter]");
        if (chapter) {
            ev.preventDefault();
            ev.currentTarget
                .querySelector(`[data-chapter-head="${chapter.dataset.chapter}"]`)
                .scrollIntoView({behavior: "smooth"});
            return;
        }
        const link = ev.target.closest("a[data-figure]");
        if (!link) {
            return;
        }
        ev.preventDefault();
        const {resModel, resId} = this.props.record;
        const action = await this.orm.call(resModel, "action_open_figure", [
            [resId],
            link.dataset.figure,
        ]);
        await this.action.doAction(action);
    }
}

export const reportPageField = {
    component: ReportPageField,
    displayName: _t("Report page"),
    supportedTypes: ["html"],
};

registry.category("fields").add("aftersales_report_page", reportPageField);
