import {browser} from "@web/core/browser/browser";
import {rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Press a key while the question of an item has the focus. */
function answer(item, key) {
    return {
        content: `${item}: ${key}`,
        trigger: `.o_call_question_current[data-question=${item}]`,
        run: `press ${key}`,
    };
}

function press(keys, trigger) {
    return {content: keys, trigger, run: `press ${keys}`};
}

// A whole call, its complaint and the next call, without the mouse.
tours.add("aftersales_call_by_keyboard", {
    steps: () => [
        press("alt+q", ".o_aftersales_queue .o_data_row"),
        press("i", ".o_call_question_current[data-question=explain_work]"),
        {trigger: ".o_call_contact_form input:first:focus", run: "edit Driver Hu"},
        press("Enter", ".o_call_contact_form input:first:focus"),
        {
            content: "The script speaks to the driver now",
            trigger: ".o_call_script_text:contains(Driver Hu)",
        },
        answer("explain_work", "9"),
        answer("reception", "0"),
        answer("work_quality", "4"),
        {
            content: "A low answer asks for the customer's words at once",
            trigger: ".o_call_question_low .o_call_remark:focus",
            run: "edit The brake still squeaks",
        },
        press("Enter", ".o_call_remark:focus"),
        answer("explain_bill", "8"),
        answer("handover", "9"),
        answer("time_spent", "7"),
        answer("kindness", "0"),
        answer("pickup_help", "9"),
        answer("car_clean", "8"),
        answer("lounge", "9"),
        press("Escape", ".o_call_question_current textarea:focus"),
        press("c", "body:not(:has(.o_call_screen textarea:focus)) .o_call_screen"),
        press("x", "[data-outcome=completed].o_call_chosen"),
        press("t", ".o_call_complaint[aria-pressed=true]"),
        {trigger: ".o_call_note_text:focus", run: "edit Wants the car looked at again"},
        press("Control+Enter", ".o_call_note_text:focus"),
        press("x", ".o_call_result .o_call_open_complaint"),
        {
            content: "The complaint has the customer's words",
            trigger:
                ".o_field_widget[name=description] textarea:value(The brake still squeaks)",
        },
        {trigger: ".o_back_button a, .o_back_button", run: "click"},
        press("Control+Enter", ".o_call_result .o_call_open_complaint"),
        {
            content: "The next customer is on the screen, nothing is answered yet",
            trigger:
                ".o_call_screen:not(:has(.o_call_result)):not(:has(.o_call_answer[data-level]:not(.o_call_past *)))",
        },
        press("n", ".o_call_question_current[data-question=explain_work]"),
        press("Control+Enter", "[data-outcome=no_answer].o_call_chosen"),
        {content: "Back to the queue: nothing is left", trigger: ".o_aftersales_queue"},
    ],
});

// Somebody else has the customer on the line, and closes the follow-up meanwhile.
tours.add("aftersales_call_two_agents", {
    steps: () => [
        press("alt+q", ".o_aftersales_queue .o_data_row"),
        {
            content: "The colleague is named",
            trigger: ".o_call_other strong:contains(Agent2)",
        },
        answer("explain_work", "9"),
        {
            content: "The answer is saved; meanwhile the colleague finishes",
            trigger: "[data-question=explain_work] .o_call_saved .fa-check",
            async run() {
                const resId = Number(window.location.pathname.split("/").pop());
                const [outcome] = await rpc("/web/dataset/call_kw", {
                    model: "aftersales.followup.outcome",
                    method: "search",
                    args: [[["code", "=", "wrong_number"]]],
                    kwargs: {},
                });
                await rpc("/web/dataset/call_kw", {
                    model: "aftersales.followup",
                    method: "finish_call",
                    args: [[resId], outcome],
                    kwargs: {},
                });
            },
        },
        press("t", ".o_call_screen"),
        {trigger: ".o_call_note_text:focus", run: "edit Typed in vain"},
        press("Escape", ".o_call_note_text:focus"),
        press("n", "body:not(:has(.o_call_note_text:focus)) .o_call_screen"),
        press("Control+Enter", "[data-outcome=no_answer].o_call_chosen"),
        {
            content: "It says what happened",
            trigger: ".o_call_error:contains(Agent)",
        },
        {
            content: "Nothing typed is lost",
            trigger: ".o_call_note_text:value(Typed in vain)",
        },
        press("Control+Enter", ".o_call_finish:not(:disabled)"),
        {
            content: "On with the next customer",
            trigger:
                ".o_call_screen:not(:has(.o_call_error)) .o_call_note_text:value()",
        },
    ],
});

// A closed follow-up shows its answers and takes no new ones.
tours.add("aftersales_call_closed", {
    steps: () => [
        press("5", ".o_call_screen .o_call_result"),
        press("Delete", ".o_call_screen .o_call_result"),
        press("r", ".o_call_screen .o_call_result"),
        {
            trigger:
                ".o_call_screen:not(:has(.o_call_option:enabled)):not(:has(textarea:enabled))",
        },
        {trigger: "[data-question=explain_work] .o_call_answer:contains(9)"},
    ],
});

/**
 * Let the call's own requests fail until "aftersales_connection_back": the chat's, which
 * come when they like, are no concern of a tour.
 * @param {Object} [answer] what the server says; without it there is no server
 */
function failRequests(answer) {
    const {XMLHttpRequest} = browser;
    browser.XMLHttpRequest = class extends XMLHttpRequest {
        open(method, url, ...others) {
            this.ofTheCall = url.includes("/aftersales.followup/");
            super.open(method, url, ...others);
        }
        send(body) {
            if (!this.ofTheCall) {
                super.send(body);
            } else if (answer) {
                Object.defineProperty(this, "response", {
                    value: JSON.stringify(answer),
                });
                this.dispatchEvent(new Event("load"));
            } else {
                this.dispatchEvent(new Event("error"));
            }
        }
    };
    document.addEventListener(
        "aftersales_connection_back",
        () => (browser.XMLHttpRequest = XMLHttpRequest),
        {once: true}
    );
}

const goOnline = () => document.dispatchEvent(new Event("aftersales_connection_back"));

// The connection goes and comes back, then the session ends; the answers arrive.
tours.add("aftersales_call_offline", {
    steps: () => [
        press("alt+q", ".o_aftersales_queue .o_data_row"),
        {
            trigger: ".o_call_question_current[data-question=explain_work]",
            run: () => failRequests(),
        },
        answer("explain_work", "9"),
        answer("reception", "8"),
        {
            content: "It says that nothing is lost",
            trigger: ".o_call_offline",
            run: goOnline,
        },
        {trigger: ".o_call_offline button", run: "click"},
        {trigger: ".o_call_screen:not(:has(.o_call_offline))"},
        {
            trigger: "[data-question=reception] .o_call_saved .fa-check",
            run: () =>
                failRequests({
                    error: {
                        code: 100,
                        message: "Odoo Session Expired",
                        data: {
                            name: "odoo.http.SessionExpiredException",
                            message: "Session expired",
                        },
                    },
                }),
        },
        answer("work_quality", "7"),
        {trigger: ".o_call_offline .o_call_sign_in"},
        press("n", ".o_call_question_current[data-question=explain_bill]"),
        press("Control+Enter", "[data-outcome=no_answer].o_call_chosen"),
        {
            content: "The end of the call waits too",
            trigger: ".o_call_error",
            run: goOnline,
        },
        {trigger: ".o_call_offline button", run: "click"},
        {trigger: ".o_call_screen:not(:has(.o_call_offline))"},
        {trigger: "[data-question=work_quality] .o_call_saved .fa-check"},
    ],
});

// Nothing is due any more: the screen says so, and calls early only on a further key.
tours.add("aftersales_call_not_due", {
    steps: () => [
        press("alt+q", ".o_aftersales_queue .o_data_row"),
        press("h", ".o_call_question_current[data-question=explain_work]"),
        {
            content: "All keys are listed",
            trigger: ".o_call_panel[data-panel=help]:contains(Ctrl+Enter)",
        },
        press("Escape", ".o_call_panel[data-panel=help]"),
        press("n", ".o_call_screen:not(:has(.o_call_panel)) .o_call_outcomes"),
        press("Control+Enter", "[data-outcome=no_answer].o_call_chosen"),
        {
            content: "The next one is named, and not opened",
            trigger: ".o_call_later:contains(Customer Deng)",
        },
        press("Escape", ".o_call_later"),
        press("alt+q", ".o_aftersales_queue .o_data_row"),
        {
            content: "The queue says so too, and stays",
            trigger: ".o_notification:contains(Customer Chen)",
        },
        {trigger: ".o_data_row:contains(Customer Deng) td:eq(3)", run: "click"},
        press("n", ".o_call_early"),
        press("Control+Enter", "[data-outcome=no_answer].o_call_chosen"),
        press("Control+Enter", ".o_call_later:contains(Customer Chen)"),
        {
            content: "A hasty second key press calls nobody",
            trigger: ".o_call_later:contains(Customer Chen)",
            run: () => new Promise((resolve) => setTimeout(resolve, 500)),
        },
        press("Control+Enter", ".o_call_later:contains(Customer Chen)"),
        {
            content: "The next key press calls early",
            trigger:
                ".o_call_screen:not(:has(.o_call_later)) .o_call_customer:contains(Customer Chen)",
        },
        {trigger: ".o_back_button a, .o_back_button", run: "click"},
        {trigger: ".o_aftersales_queue"},
    ],
});

// The questionnaire goes out as a link, by keyboard; leaving gives the customer free.
tours.add("aftersales_call_link", {
    steps: () => [
        press("alt+q", ".o_aftersales_queue .o_data_row"),
        press("e", ".o_call_question_current[data-question=explain_work]"),
        press("2", ".o_call_panel[data-panel=link]"),
        {trigger: ".o_notification:contains(chen@example.com)"},
        answer("explain_work", "9"),
        {trigger: "[data-question=explain_work] .o_call_answer"},
        {trigger: ".o_back_button a, .o_back_button", run: "click"},
        {trigger: ".o_aftersales_queue"},
    ],
});

// A wish, the next contact and a feedback form, each by one key, digits and words.
tours.add("aftersales_call_noted", {
    steps: () => [
        press("alt+q", ".o_aftersales_queue .o_data_row"),
        press("a", ".o_call_question_current[data-question=explain_work]"),
        press("2", ".o_call_panel[data-panel=wish] [data-row=kind]"),
        press("2", ".o_call_panel[data-panel=wish] [data-row=user]:contains(Advisor2)"),
        press("1", ".o_call_panel[data-panel=wish] [data-row=date]"),
        {trigger: "#o_call_panel_text:focus", run: "edit Winter tyres"},
        press("Control+Enter", "#o_call_panel_text:focus"),
        press("g", ".o_call_noted:contains(Winter tyres)"),
        press("1", ".o_call_panel[data-panel=next]"),
        {trigger: "#o_call_panel_text:focus", run: "edit Price of the tyres"},
        press("Control+Enter", "#o_call_panel_text:focus"),
        press("f", ".o_call_noted:contains(Price of the tyres)"),
        press("1", ".o_call_panel[data-panel=feedback]"),
        press(
            "2",
            ".o_call_panel[data-panel=feedback] [data-row=department] kbd:contains(2)"
        ),
        {trigger: "#o_call_panel_text:focus", run: "edit Which oil was it?"},
        press("Control+Enter", "#o_call_panel_text:focus"),
        {trigger: ".o_call_noted:contains(Which oil was it)"},
        {trigger: ".o_back_button a, .o_back_button", run: "click"},
        {trigger: ".o_aftersales_queue"},
    ],
});

// A renewed policy, and somebody else who calls in the middle of it.
tours.add("aftersales_call_car", {
    steps: () => [
        press("alt+q", ".o_aftersales_queue .o_data_row"),
        press("k", ".o_call_customer:contains(00:00–24:00)"),
        press("3", ".o_call_panel[data-panel=car]:contains(2026)"),
        press("1", ".o_call_panel[data-panel=car] [data-row=date]:contains(2027)"),
        press("k", ".o_call_screen:not(:has(.o_call_panel)) dd:contains(2027)"),
        press("2", ".o_call_panel[data-panel=car]"),
        // No date on file: the first digit is another day.
        press("1", ".o_call_panel[data-panel=car] [data-row=date] kbd"),
        {trigger: ".o_call_panel_day input:focus", run: "edit +1y"},
        press("Enter", ".o_call_panel_day input"),
        press("q", ".o_call_screen:not(:has(.o_call_panel)) .o_call_customer"),
        {
            content: "Over the call",
            trigger: ".modal .o_field_widget[name=caller] input:focus",
            run: "edit 沪A67890",
        },
        {
            trigger: ".modal .o_field_widget[name=question] textarea",
            run: "edit When do you open?",
        },
        {
            trigger:
                ".modal .o_field_widget[name=partner_id] input:value(Customer Deng)",
        },
        {
            trigger: ".modal .o_field_widget[name=answer] textarea",
            run: "edit At half past eight",
        },
        press("Control+Enter", ".modal .o_field_widget[name=answer] textarea:focus"),
        {
            content: "The call goes on where it was",
            trigger:
                "body:not(:has(.modal)) .o_call_question_current[data-question=explain_work]",
        },
        answer("explain_work", "9"),
        {trigger: ".o_back_button a, .o_back_button", run: "click"},
        {trigger: ".o_aftersales_queue"},
    ],
});

// What was entered and not sent when the plug was pulled is there again.
tours.add("aftersales_call_plug", {
    steps: () => [
        {
            trigger: ".o_call_question_current[data-question=explain_work]",
            run() {
                const id = Number(window.location.pathname.split("/").pop());
                const question = document.querySelector(".o_call_question_current");
                window.localStorage.setItem(
                    `aftersales_followup.answers.${id}`,
                    JSON.stringify([[Number(question.dataset.id), 7, "Slow"]])
                );
                window.localStorage.setItem(
                    `aftersales_followup.note.${id}`,
                    "Rings back"
                );
                // As a reload does: the screen is made anew.
                window.location.reload();
            },
            expectUnloadPage: true,
        },
        {trigger: "[data-question=explain_work] .o_call_answer:contains(7)"},
        {trigger: "[data-question=explain_work] .o_call_saved .fa-check"},
        {
            trigger: ".o_call_note_text:value(Rings back)",
            run() {
                const kept = Object.keys(window.localStorage).filter((key) =>
                    key.startsWith("aftersales_followup.answers.")
                );
                if (kept.length) {
                    throw new Error("What is saved is not kept in the browser");
                }
            },
        },
    ],
});
