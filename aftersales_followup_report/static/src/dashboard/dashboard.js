import {Component, markup, onWillStart, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const MODEL = "aftersales.dashboard";

/**
 * The director's first look. The server lays out the figures; the charts of the year
 * come after the numbers of the month. A click on a number opens its records.
 */
export class AftersalesDashboard extends Component {
    static template = "aftersales_followup_report.Dashboard";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({stores: [], chosen: [], cards: "", more: ""});
        onWillStart(() => this.load());
    }

    async load() {
        const page = await this.orm.call(MODEL, "get_page", []);
        Object.assign(this.state, {
            stores: page.stores,
            chosen: page.chosen,
            cards: markup(page.html),
            more: "",
        });
        this.loadMore(page.chosen);
    }

    async loadMore(chosen) {
        const html = await this.orm.silent.call(MODEL, "get_more", [chosen]);
        this.state.more = markup(html);
    }

    get isAll() {
        return this.state.chosen.length === this.state.stores.length;
    }

    isChosen(store) {
        return this.state.chosen.length === 1 && this.state.chosen[0] === store.id;
    }

    chooseAll() {
        this.choose(this.state.stores.map((store) => store.id));
    }

    /**
     * The chosen stores become the active ones of the window, so that the records
     * behind a number are those it counts.
     *
     * @param {Number[]} companyIds
     */
    choose(companyIds) {
        user.activateCompanies(companyIds, {
            includeChildCompanies: false,
            reload: true,
        });
    }

    async onClick(ev) {
        const link = ev.target.closest("a[data-figure]");
        if (!link) {
            return;
        }
        ev.preventDefault();
        const action = await this.orm.call(MODEL, "open_figure", [
            link.dataset.figure,
            [...this.state.chosen],
        ]);
        await this.action.doAction(action);
    }
}

registry.category("actions").add("aftersales_dashboard", AftersalesDashboard);
