import {Component, onWillUnmount, useState, xml} from "@odoo/owl";

/** How long the call has taken, in minutes and seconds. */
export class CallTimer extends Component {
    static template = xml`
        <span class="o_call_timer font-monospace" t-att-class="{ 'text-danger': state.seconds > props.warnAfter }">
            <i class="fa fa-clock-o me-1" role="img" aria-label="Duration"/><t t-out="text"/>
        </span>`;
    static props = {
        startedAt: Number,
        warnAfter: {type: Number, optional: true},
    };
    static defaultProps = {warnAfter: 300};

    setup() {
        this.state = useState({seconds: this.elapsed});
        const timer = setInterval(() => (this.state.seconds = this.elapsed), 1000);
        onWillUnmount(() => clearInterval(timer));
    }

    get elapsed() {
        return Math.max(0, Math.floor((Date.now() - this.props.startedAt) / 1000));
    }

    get text() {
        const minutes = Math.floor(this.state.seconds / 60);
        return `${minutes}:${String(this.state.seconds % 60).padStart(2, "0")}`;
    }
}
