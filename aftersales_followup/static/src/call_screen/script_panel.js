import {Component, markup} from "@odoo/owl";

// Said before the first question, so shown together.
const START_KINDS = ["opening", "identify", "consent"];

/** Group the blocks of a script into tabs: the start together, the others one by one. */
export function scriptTabs(blocks) {
    const start = blocks.filter((block) => START_KINDS.includes(block.kind));
    const rest = blocks.filter((block) => !START_KINDS.includes(block.kind));
    const tabs = rest.map((block) => ({
        kind: block.kind,
        name: block.name,
        blocks: [block],
    }));
    if (start.length) {
        tabs.unshift({kind: "start", name: start[0].name, blocks: start});
    }
    return tabs;
}

/** What to say: one tab of the script at a time, filled in. */
export class ScriptPanel extends Component {
    static template = "aftersales_followup.ScriptPanel";
    static props = {
        tabs: Array,
        kind: String,
        onSelect: Function,
    };

    get tab() {
        return (
            this.props.tabs.find((tab) => tab.kind === this.props.kind) ||
            this.props.tabs[0]
        );
    }

    /** The server has escaped what is filled in. */
    html(block) {
        return markup(block.html);
    }
}
