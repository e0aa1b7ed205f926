import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

// Lines that come with each click.
const PAGE = 40;

/** All that happened with a customer or a car, newest first (A1). */
export class History extends Component {
    static template = "aftersales_followup.History";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({lines: [], kinds: {}, hasMore: false, kind: false});
        this.limit = PAGE;
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.resId) {
                this.limit = PAGE;
                return this.load(next.record);
            }
        });
    }

    async load(record) {
        this.resId = record.resId;
        if (!record.resId) {
            Object.assign(this.state, {lines: [], kinds: {}, hasMore: false});
            return;
        }
        const {lines, kinds, has_more} = await this.orm.call(
            record.resModel,
            "get_aftersales_history",
            [record.resId],
            {limit: this.limit, kinds: this.state.kind ? [this.state.kind] : null}
        );
        Object.assign(this.state, {lines, kinds, hasMore: has_more});
    }

    async choose(kind) {
        this.state.kind = kind;
        this.limit = PAGE;
        await this.load(this.props.record);
    }

    async showMore() {
        this.limit += PAGE;
        await this.load(this.props.record);
    }

    async open(line) {
        this.action.doAction(
            await this.orm.call(line.model, "get_formview_action", [[line.id]])
        );
    }

    day(line) {
        return formatDate(deserializeDate(line.date));
    }
}

registry.category("view_widgets").add("aftersales_history", {component: History});
