import {
    deserializeDate,
    formatDate,
    serializeDate,
    serializeDateTime,
} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

const {DateTime} = luxon;
const FOLLOWUP = "aftersales.followup";

/** All keys, for who has forgotten one. */
function helpPanel(call) {
    return {
        name: "help",
        title: _t("Keys"),
        keys: [
            ["1–9, 0", _t("answer; 0 is ten")],
            ["↑ ↓", _t("question")],
            ["← →", _t("script")],
            ["M", _t("customer's words on the question")],
            ["Del", _t("take the answer back")],
            ["D", _t("dial")],
            ["I", _t("somebody else is on the line")],
            ["T", _t("note")],
            ["X", _t("complaint")],
            ...extrasOf(call).map(({key, label}) => [key.toUpperCase(), label]),
            ...call.outcomes
                .filter((outcome) => outcome.hotkey)
                .map((outcome) => [outcome.hotkey.toUpperCase(), outcome.name]),
            ["Ctrl+Enter", _t("save, next call")],
            ["Esc", _t("out of the text, back")],
            ["H", _t("this list")],
        ],
    };
}

/** The questionnaire as a personal link, for who wants to answer later (F18). */
function linkPanel(call, {orm, action}) {
    return {
        name: "link",
        title: _t("Send the questionnaire as a link"),
        hint: _t("The answer closes this follow-up; without one it comes back to you."),
        rows: () => [
            {
                name: "channel",
                label: _t("How?"),
                options: [
                    {value: "sms", label: _t("SMS")},
                    {value: "email", label: _t("E-mail")},
                ],
            },
        ],
        async save({channel}) {
            await call.flush();
            const sent = await orm.call(FOLLOWUP, "action_send_link", [
                [call.resId],
                channel,
            ]);
            // The call goes on: nothing is loaded anew.
            const {next, ...params} = sent.params;
            await action.doAction({...sent, params});
        },
    };
}

/** Days that customers name; a visit begins in the morning or after lunch. */
function days() {
    const at = (moment, hour) =>
        moment.set({hour, minute: 0, second: 0, millisecond: 0});
    const tomorrow = DateTime.now().plus({days: 1});
    const option = (label, value) => ({label, value});
    return {
        visit: [
            option(_t("Tomorrow 9:00"), at(tomorrow, 9)),
            option(_t("Tomorrow 14:00"), at(tomorrow, 14)),
            option(_t("The day after 9:00"), at(tomorrow.plus({days: 1}), 9)),
            option(_t("No day yet"), false),
        ],
        contact: [
            option(_t("In a week"), at(tomorrow.plus({days: 6}), 10)),
            option(_t("In two weeks"), at(tomorrow.plus({days: 13}), 10)),
            option(_t("In a month"), at(tomorrow.plus({months: 1, days: -1}), 10)),
            option(_t("In three months"), at(tomorrow.plus({months: 3, days: -1}), 10)),
        ],
    };
}

/** A wish to buy or book, for who can fulfil it (F19). */
function wishPanel(call, {orm}) {
    const offered = days().visit;
    const takersOf = (kind) =>
        call.sheet.wishes.find((wish) => wish.kind === kind)?.who || [];
    return {
        name: "wish",
        title: _t("The customer wants something"),
        rows: ({kind}) => [
            {
                name: "kind",
                label: _t("What?"),
                options: call.sheet.wishes.map((wish) => ({
                    value: wish.kind,
                    label: `${wish.label} → ${wish.who[0].name}`,
                })),
            },
            ...(takersOf(kind).length > 1
                ? [
                      {
                          name: "user",
                          label: _t("For whom?"),
                          isCompact: true,
                          options: takersOf(kind).map(({id, name}) => ({
                              value: id,
                              label: name,
                          })),
                      },
                  ]
                : []),
            ...(kind === "visit"
                ? [
                      {
                          name: "date",
                          label: _t("When?"),
                          options: offered,
                          picker: "datetime",
                      },
                  ]
                : []),
        ],
        text: {
            label: _t("What does the customer want?"),
            missing: _t("Write down what the customer wants."),
        },
        async save({kind, user, date}, note) {
            call.sheet.noted = await orm.call(
                FOLLOWUP,
                "note_wish",
                [[call.resId], kind, note],
                {date: date ? serializeDateTime(date) : false, user_id: user || false}
            );
        },
    };
}

/** Topic and time of the next contact, as agreed with the customer (F26). */
function nextPanel(call, {orm}) {
    const offered = days().contact;
    return {
        name: "next",
        title: _t("Agree on the next contact"),
        hint: _t("It comes to your queue at that time, whatever else is planned."),
        rows: () => [
            {name: "date", label: _t("When?"), options: offered, picker: "datetime"},
        ],
        text: {
            label: _t("What about?"),
            missing: _t("Write down what the next contact is about."),
        },
        async save({date}, topic) {
            call.sheet.noted = await orm.call(FOLLOWUP, "note_next_contact", [
                [call.resId],
                topic,
                serializeDateTime(date),
            ]);
        },
    };
}

/** A question or suggestion, for a department to answer without a complaint (F25). */
function feedbackPanel(call, {orm}) {
    return {
        name: "feedback",
        title: _t("Feedback form"),
        rows: () => [
            {name: "kind", label: _t("Kind"), options: call.sheet.feedback_kinds},
            {
                name: "department",
                label: _t("Department"),
                options: call.sheet.feedback_functions,
            },
        ],
        text: {
            label: _t("Customer's words"),
            missing: _t("Write down the customer's words."),
        },
        async save({kind, department}, words) {
            call.sheet.noted = await orm.call(FOLLOWUP, "note_feedback", [
                [call.resId],
                kind,
                department,
                words,
            ]);
        },
    };
}

/** A date of the car as the customer knows it: policy renewed, inspected early (A1). */
function carPanel(call, {orm}) {
    const {dates} = call.sheet.car;
    const known = (name) => dates.find((date) => date.name === name).date;
    return {
        name: "car",
        title: _t("Correct a date of the car"),
        hint: _t("Open reminders move with it."),
        rows: ({name}) => [
            {
                name: "name",
                label: _t("Which?"),
                options: dates.map((date) => ({
                    value: date.name,
                    label: `${date.label}: ${
                        date.date ? formatDate(deserializeDate(date.date)) : "–"
                    }`,
                })),
            },
            ...(name
                ? [
                      {
                          name: "date",
                          label: _t("When?"),
                          options: later(known(name)),
                          picker: "date",
                          isAnyDay: true,
                      },
                  ]
                : []),
        ],
        async save({name, date}) {
            call.sheet.car = await orm.call(FOLLOWUP, "correct_car_date", [
                [call.resId],
                name,
                serializeDate(date),
            ]);
        },
    };
}

/** A policy or an inspection on file is renewed for one year, or two. */
function later(date) {
    if (!date) {
        return [];
    }
    const day = deserializeDate(date);
    return [1, 2].map((years) => {
        const value = day.plus({years});
        return {value, label: formatDate(value)};
    });
}

/** Somebody else calls in the middle of the day: over the call, which stays (F27). */
function logInbound({action}) {
    return action.doAction("aftersales_followup.aftersales_inbound_call_action_new");
}

/** What stands behind one key each, beside questions and outcome. */
export const EXTRAS = [
    {
        key: "e",
        name: "link",
        label: _t("send the questionnaire as a link"),
        panel: linkPanel,
        isOffered: (call) => !call.isReadonly && call.questions.length > 0,
    },
    {
        key: "a",
        name: "wish",
        label: _t("wish to buy or book"),
        panel: wishPanel,
        isOffered: (call) => Boolean(call.sheet.customer.id),
    },
    {
        key: "g",
        name: "next",
        label: _t("next contact"),
        panel: nextPanel,
        isOffered: (call) => Boolean(call.sheet.customer.id),
    },
    {
        key: "f",
        name: "feedback",
        label: _t("feedback form"),
        panel: feedbackPanel,
        isOffered: (call) => Boolean(call.sheet.customer.id),
    },
    {
        key: "k",
        name: "car",
        label: _t("date of the car"),
        panel: carPanel,
        isOffered: (call) => Boolean(call.sheet.car),
    },
    {
        key: "q",
        name: "inbound",
        label: _t("a customer calls"),
        run: logInbound,
        hotkey: "w", // as in the queue
        isOffered: () => true,
    },
    {key: "h", name: "help", label: _t("all keys"), panel: helpPanel, isHelp: true},
];

/** What a call offers, without the help. */
export function extrasOf(call) {
    return EXTRAS.filter(
        (extra) => !extra.isHelp && call.sheet.can_call && extra.isOffered(call)
    );
}

/**
 * What a key brings up.
 * @returns {Object|false} false when the call does not offer it; else an object with
 *     `panel`, the spec of a small form, unless another screen has opened
 */
export function openExtra(name, call, services) {
    const extra = EXTRAS.find((one) => one.name === name);
    if (!extra || !(extra.isHelp || extrasOf(call).includes(extra))) {
        return false;
    }
    if (extra.run) {
        extra.run(services);
        return {};
    }
    return {panel: extra.panel(call, services)};
}
