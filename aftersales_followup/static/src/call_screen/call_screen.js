import {
    Component,
    onWillDestroy,
    onWillStart,
    onWillUpdateProps,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {momentInWords} from "../words/moment";
import {EXTRAS, extrasOf, openExtra} from "./call_extras";
import {commandOf} from "./call_keys";
import {CallModel} from "./call_model";
import {CallPanel} from "./call_panel";
import {quickTimes} from "./callback_picker";
import {CustomerPanel} from "./customer_panel";
import {OutcomePanel} from "./outcome_panel";
import {QuestionList} from "./question_list";
import {ScriptPanel, scriptTabs} from "./script_panel";

const FOLLOWUP = "aftersales.followup";
// The second of two hasty key presses (ms) is none: nobody is called early by it.
const HASTY = 400;

/**
 * The call screen (F17): the customer on the left, script and questions in the
 * middle, the end of the call on the right; all of it by keyboard.
 */
export class CallScreen extends Component {
    static template = "aftersales_followup.CallScreen";
    static components = {
        CallPanel,
        CustomerPanel,
        OutcomePanel,
        QuestionList,
        ScriptPanel,
    };
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.state = useState({
            call: null,
            scriptKind: "start",
            choosesTime: false,
            isIdentifying: false,
            times: [],
            panel: false, // the spec of the small form over the end of the call
            later: false, // the next call, when none is due now
        });
        onWillStart(() => this.open(this.props.record.resId));
        onWillUpdateProps(async (nextProps) => {
            if (nextProps.record.resId !== this.call.resId) {
                await this.open(nextProps.record.resId);
            }
        });
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        useExternalListener(window, "pagehide", () => this.call?.hangUp());
        useSetupAction({
            beforeLeave: () => this.leaveText(),
            beforeUnload: (ev) => this.onBeforeUnload(ev),
        });
        onWillDestroy(() => this.call?.dispose());
    }

    get call() {
        return this.state.call;
    }

    /** When the customer is to be called, in words, while that lies ahead. */
    get notDueBefore() {
        const {date_next: next} = this.call.sheet;
        const moment = next && deserializeDateTime(next);
        return (
            !this.call.isReadonly &&
            moment > luxon.DateTime.now() &&
            momentInWords(moment)
        );
    }

    async open(resId) {
        const call = new CallModel(this.orm, resId);
        await call.load();
        this.state.call?.dispose();
        this.state.call = call;
        this.tabs = scriptTabs(call.script);
        this.showScript("start");
        this.state.choosesTime = false;
        this.state.isIdentifying = false;
        this.state.later = false;
        this.state.panel = false;
        this.state.times = quickTimes(luxon.DateTime.now());
    }

    // ------------------------------------------------------------------
    // Keyboard
    // ------------------------------------------------------------------

    onKeydown(ev) {
        // A dialog over the screen, or a request that blocks it, has the keyboard.
        if (
            ev.defaultPrevented ||
            this.state.panel ||
            this.ui.isBlocked ||
            this.ui.activeElement !== document
        ) {
            return;
        }
        const command = commandOf(ev, this.call.outcomes, EXTRAS);
        if (command && this.execute(command)) {
            ev.preventDefault();
            ev.stopImmediatePropagation();
        }
    }

    /** @returns {boolean} whether the key meant something here */
    execute({name, value}) {
        switch (name) {
            case "finish":
                this.finish();
                return true;
            case "leave":
                this.leaveText();
                return true;
            case "back":
                return this.stepBack();
            case "help":
                this.openPanel("help");
                return true;
            case "extra":
                return this.openPanel(value);
            case "dial":
                this.root.el.querySelector(".o_call_dial")?.click();
                return true;
            case "complaint":
                this.onComplaint();
                return true;
            case "next":
                this.moveBy(1);
                return true;
            case "previous":
                this.moveBy(-1);
                return true;
            case "scriptNext":
                this.turnScript(1);
                return true;
            case "scriptPrevious":
                this.turnScript(-1);
                return true;
        }
        return !this.call.isReadonly && this.edit(name, value);
    }

    get extras() {
        return extrasOf(this.call);
    }

    /**
     * Open what a key stands for: mostly a small form over the end of the call.
     * @returns {boolean} whether the call offers it
     */
    openPanel(name) {
        const opened = openExtra(name, this.call, {
            orm: this.orm,
            action: this.action,
        });
        this.state.panel = opened.panel || false;
        return Boolean(opened);
    }

    /** @returns {boolean} whether there was something to leave */
    stepBack() {
        if (this.state.later) {
            this.goToQueue();
            return true;
        }
        return false;
    }

    edit(name, value) {
        const {current} = this.call;
        switch (name) {
            case "digit":
                return this.state.choosesTime
                    ? this.chooseTime(value)
                    : this.answerDigit(value);
            case "outcome":
                this.onOutcome(value);
                return true;
            case "note":
                this.focusNote();
                return true;
            case "remark":
                this.call.remarkId = this.call.currentId;
                this.root.el.querySelector(".o_call_remark")?.focus();
                return true;
            case "identify":
                this.state.isIdentifying = true;
                return true;
            case "clear":
                if (current?.isAnswered && !current.isTyped) {
                    this.call.setAnswer(current, null);
                }
                return true;
        }
        return false;
    }

    answerDigit(digit) {
        const {current} = this.call;
        const option =
            current && !current.isTyped ? current.optionOfDigit(digit) : undefined;
        if (option !== undefined) {
            this.onAnswer(current, current.toggled(option));
        }
        return true;
    }

    focusNote() {
        this.root.el.querySelector(".o_call_note_text").focus();
    }

    /** Out of the field that is being typed in. */
    blurText() {
        if (this.root.el?.contains(document.activeElement)) {
            document.activeElement.blur();
        }
    }

    /** Out of the field that is being typed in; what is typed is saved now. */
    leaveText() {
        this.blurText();
        if (this.call.hasUnsaved && !this.call.isReadonly) {
            this.call.flush();
        }
    }

    // ------------------------------------------------------------------
    // Questions
    // ------------------------------------------------------------------

    /** Write the answer down; after a low one stay, to hear what happened (Q5). */
    onAnswer(question, answer) {
        this.call.setAnswer(question, answer);
        if (this.state.scriptKind === "start") {
            this.showScript("questions");
        }
        if (question.is_low) {
            this.call.remarkId = question.id;
        } else if (question.type !== "multiple_choice") {
            this.advance();
        }
    }

    onLeave() {
        this.leaveText();
        this.advance();
    }

    moveBy(step) {
        // Digits answer questions again.
        this.state.choosesTime = false;
        this.call.move(step);
    }

    advance() {
        if (!this.call.move(1)) {
            this.call.suggestOutcome();
        }
    }

    async onContact(name, phone) {
        await this.call.speakWith(name, phone);
        this.tabs = scriptTabs(this.call.script);
        this.state.isIdentifying = false;
    }

    // ------------------------------------------------------------------
    // Script
    // ------------------------------------------------------------------

    showScript(kind) {
        if (this.tabs.some((tab) => tab.kind === kind)) {
            this.state.scriptKind = kind;
        }
    }

    turnScript(step) {
        const index =
            this.tabs.findIndex((tab) => tab.kind === this.state.scriptKind) + step;
        if (this.tabs[index]) {
            this.state.scriptKind = this.tabs[index].kind;
        }
    }

    // ------------------------------------------------------------------
    // The end of the call
    // ------------------------------------------------------------------

    onOutcome(outcome) {
        this.call.chooseOutcome(outcome);
        const chosen = this.call.outcome;
        this.state.choosesTime = Boolean(chosen?.needs_callback_date);
        if (chosen?.needs_callback_date) {
            this.state.times = quickTimes(luxon.DateTime.now());
        }
        if (chosen?.is_blocking) {
            this.focusNote();
            this.showScript("refused");
        } else if (chosen?.is_contact) {
            this.showScript("closing");
        }
    }

    chooseTime(digit) {
        const time = this.state.times.find((quick) => quick.key === String(digit));
        if (time) {
            this.onCallback(time.date);
        }
        return true;
    }

    onCallback(date) {
        this.call.callback = date;
    }

    /** During the call: make it with the end of the call. Afterwards: at once. */
    async onComplaint() {
        if (!this.call.complaintId && !this.call.sheet.can_complain) {
            return;
        }
        if (this.call.complaintId) {
            this.openComplaint();
        } else if (this.call.isReadonly) {
            await this.call.createComplaint();
            this.openComplaint();
        } else {
            this.call.wantsComplaint = !this.call.wantsComplaint;
        }
    }

    openComplaint() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "aftersales.complaint",
            res_id: this.call.complaintId,
            views: [[false, "form"]],
            // A call in progress stays on the screen.
            target: this.call.isReadonly ? "current" : "new",
        });
    }

    /** Save and go on; stop only where a dissatisfied customer asks for a decision. */
    async finish() {
        this.blurText();
        const {call} = this;
        if (call.isReadonly || call.isTaken) {
            return call.sheet.can_call && this.goToNext();
        }
        if (!(await call.finish())) {
            return;
        }
        if (call.error || call.complaintId || call.result.low_answers.length) {
            return;
        }
        this.notification.add(
            _t("%(customer)s: %(outcome)s", {
                customer: call.sheet.customer.name || _t("Unknown customer"),
                outcome: call.outcome.name,
            }),
            {type: "success"}
        );
        await this.goToNext();
    }

    /**
     * Open what is due next. What is not due yet opens only on a second key press:
     * nobody is to be called before the time by accident.
     */
    async goToNext() {
        if (this.state.later) {
            const isHasty = Date.now() - this.state.later.since < HASTY;
            return isHasty ? undefined : this.loadCall(this.state.later.id);
        }
        const ahead =
            this.call.result ||
            (await this.orm.call(FOLLOWUP, "next_call", [[this.call.resId]]));
        if (ahead.next_id) {
            return this.loadCall(ahead.next_id);
        }
        if (ahead.later) {
            this.state.later = {
                id: ahead.later.id,
                since: Date.now(),
                text: _t("The next one, %(customer)s, is due: %(moment)s.", {
                    customer: ahead.later.customer,
                    moment: momentInWords(deserializeDateTime(ahead.later.date_next)),
                }),
            };
            return;
        }
        this.notification.add(_t("All calls are made."), {type: "success"});
        return this.goToQueue();
    }

    async loadCall(resId) {
        const {record} = this.props;
        const resIds = record.resIds.includes(resId) ? record.resIds : [resId];
        await record.model.load({resId, resIds});
    }

    goToQueue() {
        return this.action.doAction(
            "aftersales_followup.aftersales_followup_action_queue",
            {clearBreadcrumbs: true}
        );
    }

    // ------------------------------------------------------------------
    // Beside the call
    // ------------------------------------------------------------------

    /** Open a record over the call, which stays as it is. */
    async openRecord(model, id) {
        const action = await this.orm.call(model, "get_formview_action", [[id]]);
        await this.action.doAction({...action, name: _t("Details"), target: "new"});
    }

    onBeforeUnload(ev) {
        this.leaveText();
        if (this.call.isOffline && this.call.hasUnsaved) {
            ev.preventDefault();
            ev.returnValue = "";
        }
    }
}

export const callScreen = {
    component: CallScreen,
};

registry.category("view_widgets").add("aftersales_call_screen", callScreen);
