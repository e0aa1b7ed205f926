import {browser} from "@web/core/browser/browser";
import {serializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {ConnectionAbortedError, ConnectionLostError} from "@web/core/network/rpc";
import {Reactive} from "@web/core/utils/reactive";
import {CallQuestion} from "./call_question";

const FOLLOWUP = "aftersales.followup";
export const LOW_LEVELS = ["dissatisfied", "very_dissatisfied"];
// While the connection is gone, unsaved answers are sent again this often (ms).
const RETRY_DELAY = 5000;
// A pause this long (ms) in answering or typing saves what was entered: a fast agent's
// answers go in one request. Until then they are kept in the browser.
const SAVE_DELAY = 800;

function isConnectionError(error) {
    return (
        error instanceof ConnectionLostError || error instanceof ConnectionAbortedError
    );
}

/** The session has ended meanwhile: all goes on once the agent has signed in again. */
function isSignedOutError(error) {
    return error.exceptionName === "odoo.http.SessionExpiredException";
}

function isInterruption(error) {
    return isConnectionError(error) || isSignedOutError(error);
}

function messageOf(error) {
    return error.data?.message || error.message || String(error);
}

/**
 * One call: what is asked, answered, saved and how it ends. It knows the server
 * and nothing about the screen. Answers are sent one request at a time, in the
 * order given; what could not be sent is kept and sent again.
 */
export class CallModel extends Reactive {
    /**
     * @param {Object} orm the orm service
     * @param {number} resId the follow-up
     */
    constructor(orm, resId) {
        super();
        this.orm = orm;
        this.resId = resId;
        this.isLoaded = false;
        this.isReadonly = false;
        this.isFinishing = false;
        this.isOffline = false;
        this.isSignedOut = false; // why nothing can be sent: the session has ended
        this.isTaken = false; // somebody else has closed the follow-up meanwhile
        this.isDisposed = false;
        this.unsaved = {}; // question id -> true
        this.questions = [];
        this.currentId = false;
        this.remarkId = false; // the question whose remark field wants the focus
        this.outcomeId = false;
        this.note = "";
        this.callback = false; // luxon DateTime
        this.line = false; // the number that was dialled last (F11)
        this.wantsComplaint = false;
        this.complaintId = false;
        this.result = false; // what finish_call returned
        this.error = "";
        this.startedAt = Date.now();
    }

    async load() {
        let data;
        try {
            data = await this.orm.call(FOLLOWUP, "start_call", [[this.resId]]);
        } catch (error) {
            if (error.exceptionName !== "odoo.exceptions.AccessError") {
                throw error;
            }
            // Managers and auditors look at calls without making them.
            data = await this.orm.call(FOLLOWUP, "get_call_data", [[this.resId]]);
            this.isReadonly = true;
        }
        this.isClosed = !["planned", "open"].includes(data.state);
        this.isInvestigated = data.is_investigated && !this.isClosed;
        this.callStart = data.call_start || false; // false: a colleague has the line
        this.isReadonly = this.isReadonly || this.isClosed;
        this.outcomes = data.outcomes;
        this.setSheet(data);
        this.otherCaller = data.other_caller;
        this.lowAnswerCount = data.low_answer_count;
        this.complaintId = data.sheet.complaints.find((c) => c.of_this)?.id || false;
        if (this.isReadonly) {
            this.outcomeId = data.outcome_id;
            if (this.isClosed) {
                this.forgetDraft();
            }
        } else {
            this.note = browser.localStorage.getItem(this.draftKey) || "";
        }
        this.setQuestions(data.questions);
        if (!this.isReadonly) {
            this.restoreDraft();
            const first = this.questions.find((question) => !question.isAnswered);
            this.currentId = (first || this.questions[0])?.id || false;
        }
        this.isLoaded = true;
    }

    setSheet({script, sheet}) {
        this.script = script;
        this.sheet = sheet;
    }

    /** Go on with another person than the customer; without a name with the customer (F22). */
    async speakWith(name, phone) {
        this.setSheet(
            await this.orm.call(FOLLOWUP, "speak_with", [[this.resId]], {name, phone})
        );
    }

    // ------------------------------------------------------------------
    // Questions
    // ------------------------------------------------------------------

    setQuestions(rows) {
        this.questions = rows.map((row) => new CallQuestion(row));
    }

    get current() {
        return this.questions.find((question) => question.id === this.currentId);
    }

    get answeredCount() {
        return this.questions.filter((question) => question.isAnswered).length;
    }

    get lowQuestions() {
        return this.questions.filter((question) => question.is_low);
    }

    get outcome() {
        return this.outcomes.find((outcome) => outcome.id === this.outcomeId);
    }

    get hasUnsaved() {
        return Object.keys(this.unsaved).length > 0;
    }

    /** The level of an answer before the server has said so; undefined when unknown. */
    levelOf(question, answer) {
        return this.sheet.levels[question.id]?.[answer];
    }

    /**
     * Move the focus by a number of questions.
     * @returns {boolean} false at either end
     */
    move(step) {
        const index = this.questions.findIndex((q) => q.id === this.currentId) + step;
        if (index < 0 || index >= this.questions.length) {
            return false;
        }
        this.currentId = this.questions[index].id;
        return true;
    }

    /** Write down an answer; null takes it back. */
    setAnswer(question, answer) {
        question.answer = answer;
        const level = this.levelOf(question, answer);
        question.level = level || false;
        question.is_low = LOW_LEVELS.includes(level);
        // The answer may bring a further question or take one away: ask at once.
        this.queue(question, this.sheet.has_conditional_questions ? 0 : SAVE_DELAY);
    }

    /** Take over an answer while it is being typed; saved at the next pause. */
    typeAnswer(question, text) {
        question.answer = text || null;
        this.queue(question, SAVE_DELAY);
    }

    /** Take over the customer's words while they are being typed. */
    typeComment(question, text) {
        question.comment = text;
        this.queue(question, SAVE_DELAY);
    }

    // ------------------------------------------------------------------
    // Saving
    // ------------------------------------------------------------------

    queue(question, delay) {
        question.error = "";
        this.unsaved[question.id] = true;
        this.keepDraft();
        browser.clearTimeout(this.saveTimer);
        if (delay) {
            this.saveTimer = browser.setTimeout(() => this.flush(), delay);
        } else {
            this.flush();
        }
    }

    get unsavedQuestions() {
        return this.questions.filter((question) => this.unsaved[question.id]);
    }

    /** Keep in the browser what the server does not have yet: the plug may be pulled. */
    keepDraft() {
        const answers = this.unsavedQuestions.map((q) => q.toServer);
        if (answers.length) {
            browser.localStorage.setItem(this.answersKey, JSON.stringify(answers));
        } else {
            browser.localStorage.removeItem(this.answersKey);
        }
    }

    /** Take over what was entered and not sent when the window was closed. */
    restoreDraft() {
        const draft = browser.localStorage.getItem(this.answersKey);
        for (const [id, answer, comment] of draft ? JSON.parse(draft) : []) {
            const question = this.questions.find((q) => q.id === id);
            if (question) {
                question.comment = comment;
                this.setAnswer(question, answer);
            }
        }
    }

    /**
     * Send all that is not saved yet.
     * @returns {Promise<boolean>} whether everything is saved now
     */
    flush() {
        if (!this.flushing) {
            this.flushing = this.sendAll().finally(() => {
                this.flushing = null;
            });
        }
        return this.flushing;
    }

    async sendAll() {
        browser.clearTimeout(this.retryTimer);
        browser.clearTimeout(this.saveTimer);
        const refused = new Set();
        const nextIds = () =>
            Object.keys(this.unsaved)
                .map(Number)
                .filter((id) => !refused.has(id));
        for (let ids = nextIds(); ids.length; ids = nextIds()) {
            const questions = this.questions.filter((q) => ids.includes(q.id));
            if (!questions.length) {
                // Their condition is not met any more: there is nothing to answer.
                ids.forEach((id) => delete this.unsaved[id]);
                continue;
            }
            try {
                await this.send(questions, refused);
                this.setOnline();
            } catch (error) {
                if (!isInterruption(error)) {
                    throw error;
                }
                this.setOffline(error);
                if (!this.isDisposed) {
                    this.retryTimer = browser.setTimeout(
                        () => this.flush(),
                        RETRY_DELAY
                    );
                }
                return false;
            }
        }
        if (refused.size) {
            await this.checkTaken();
        }
        return refused.size === 0;
    }

    setOnline() {
        this.isOffline = this.isSignedOut = false;
    }

    setOffline(error) {
        this.isOffline = true;
        this.isSignedOut = isSignedOutError(error);
    }

    async send(questions, refused) {
        const sent = questions.map((q) => q.toServer);
        const fingerprints = questions.map((q) => q.fingerprint);
        let saved;
        try {
            saved = await this.orm.silent.call(FOLLOWUP, "save_answers", [
                [this.resId],
                sent,
            ]);
        } catch (error) {
            if (isInterruption(error)) {
                throw error;
            }
            if (questions.length > 1) {
                // One bad answer must not keep the others from being saved.
                for (const question of questions) {
                    await this.send([question], refused);
                }
                return;
            }
            questions[0].error = messageOf(error);
            refused.add(questions[0].id);
            return;
        }
        questions.forEach((question, index) =>
            this.confirm(question, fingerprints[index], saved[index])
        );
        this.keepDraft();
        if (this.sheet.has_conditional_questions) {
            await this.reloadQuestions();
        }
    }

    /** Take over what the server says, unless it was changed meanwhile. */
    confirm(question, fingerprint, row) {
        if (question.fingerprint === fingerprint) {
            question.level = row.level;
            question.is_low = row.is_low;
            delete this.unsaved[question.id];
        }
    }

    /** Ask which questions apply now; what is not saved yet stays as typed. */
    async reloadQuestions() {
        const data = await this.orm.silent.call(FOLLOWUP, "get_call_data", [
            [this.resId],
        ]);
        const known = Object.fromEntries(this.questions.map((q) => [q.id, q]));
        this.questions = data.questions.map((row) =>
            this.unsaved[row.id] && known[row.id]
                ? known[row.id]
                : new CallQuestion(row)
        );
        if (!this.current) {
            this.currentId = this.questions.find((q) => !q.isAnswered)?.id || false;
        }
    }

    get draftKey() {
        return `aftersales_followup.note.${this.resId}`;
    }

    get answersKey() {
        return `aftersales_followup.answers.${this.resId}`;
    }

    setNote(note) {
        this.note = note;
        // Survives a closed browser, as the answers do.
        browser.localStorage.setItem(this.draftKey, note);
    }

    // ------------------------------------------------------------------
    // Ending
    // ------------------------------------------------------------------

    chooseOutcome(outcome) {
        this.outcomeId = this.outcomeId === outcome.id ? false : outcome.id;
        this.error = "";
    }

    /** When everything is answered, the call was completed: one key less. */
    suggestOutcome() {
        const isComplete =
            this.questions.length && this.answeredCount === this.questions.length;
        if (!this.outcomeId && isComplete) {
            this.outcomeId = this.outcomes.find((o) => o.is_effective)?.id || false;
        }
    }

    /**
     * Log the attempt and, when wanted, make the complaint.
     * @returns {Promise<boolean>} whether the call is finished
     */
    async finish() {
        if (this.isFinishing || this.result) {
            return false;
        }
        this.error = "";
        this.suggestOutcome();
        if (!this.outcome) {
            this.error = _t("Choose how the call ended.");
            return false;
        }
        this.isFinishing = true;
        try {
            // What is on its way arrives first; what is not goes with the end.
            await this.flushing;
            const answers = this.unsavedQuestions;
            try {
                this.result = await this.orm.call(
                    FOLLOWUP,
                    "finish_call",
                    [[this.resId], this.outcomeId],
                    {
                        note: this.note,
                        callback_date:
                            this.outcome.needs_callback_date && this.callback
                                ? serializeDateTime(this.callback)
                                : false,
                        answers: answers.map((question) => question.toServer),
                        line: this.line,
                    }
                );
            } catch (error) {
                if (answers.length && !isInterruption(error)) {
                    await this.markRefused(error);
                    return false;
                }
                throw error;
            }
            this.settle();
            this.isReadonly = true;
            this.currentId = false;
            if (this.wantsComplaint && !this.complaintId) {
                await this.createComplaint();
            }
            return true;
        } catch (error) {
            if (isSignedOutError(error)) {
                this.setOffline(error);
                this.error = _t("You are signed out. Nothing is lost: sign in again.");
            } else if (isConnectionError(error)) {
                this.error = _t(
                    "There is no connection. Nothing is lost: try again in a moment."
                );
            } else {
                this.error = messageOf(error);
                await this.checkTaken();
            }
            return Boolean(this.result);
        } finally {
            this.isFinishing = false;
        }
    }

    /** The call is over: nothing is left to be sent or kept. */
    settle() {
        browser.clearTimeout(this.saveTimer);
        browser.clearTimeout(this.retryTimer);
        this.unsaved = {};
        this.setOnline();
        this.forgetDraft();
    }

    forgetDraft() {
        browser.localStorage.removeItem(this.answersKey);
        browser.localStorage.removeItem(this.draftKey);
    }

    /** The end was refused: save the answers one by one to see whether it was for one. */
    async markRefused(error) {
        this.error =
            (await this.flush()) || this.isOffline
                ? messageOf(error)
                : _t(
                      "An answer could not be saved. Correct it first: it is marked red."
                  );
        await this.checkTaken();
    }

    /** Find out whether somebody else was faster: a colleague, or the customer by link. */
    async checkTaken() {
        if (this.result || this.isOffline) {
            return;
        }
        let closed;
        try {
            closed = await this.orm.silent.call(FOLLOWUP, "get_closing", [
                [this.resId],
            ]);
        } catch (error) {
            if (isInterruption(error)) {
                return; // what failed before says so already
            }
            throw error;
        }
        this.isTaken = Boolean(closed);
        if (this.isTaken) {
            this.error = _t("%s What you typed stays here until you go on.", closed);
        }
    }

    /** Make the complaint of what the customer said. */
    async createComplaint() {
        const action = await this.orm.call(FOLLOWUP, "action_create_complaint", [
            [this.resId],
        ]);
        this.complaintId = action.res_id;
    }

    /** What hanging up without an outcome tells the server; false: nothing to tell. */
    get farewell() {
        return (
            !this.isReadonly &&
            Boolean(this.callStart) && [
                [this.resId],
                this.callStart,
                this.unsavedQuestions.map((question) => question.toServer),
            ]
        );
    }

    /** The window closes: a request that outlives it gives the customer free. */
    hangUp() {
        if (this.farewell) {
            browser.fetch(`/web/dataset/call_kw/${FOLLOWUP}/leave_call`, {
                method: "POST",
                keepalive: true,
                headers: {"Content-Type": "application/json"},
                body: JSON.stringify({
                    jsonrpc: "2.0",
                    method: "call",
                    params: {
                        model: FOLLOWUP,
                        method: "leave_call",
                        args: this.farewell,
                        kwargs: {},
                    },
                }),
            });
        }
    }

    /** Another screen comes: give the customer free, with what is not saved yet. */
    async dispose() {
        this.isDisposed = true;
        browser.clearTimeout(this.retryTimer);
        browser.clearTimeout(this.saveTimer);
        const {farewell} = this;
        if (!farewell) {
            return this.hasUnsaved && !this.isReadonly ? this.flush() : undefined;
        }
        try {
            await this.orm.silent.call(FOLLOWUP, "leave_call", farewell);
        } catch (error) {
            // The line frees itself after a while; the answers are in the browser.
            if (!isInterruption(error)) {
                throw error;
            }
        }
    }
}
