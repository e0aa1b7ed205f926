import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const STAGES = [
    "New",
    "Cause verified",
    "Instruction",
    "Issued",
    "Handling",
    "Handled",
    "Re-visit",
    "Closed",
];
const column = (name) => `.o_kanban_group:eq(${STAGES.indexOf(name)})`;

/** Drop a card a bit inside of a column: its very edge belongs to the neighbour. */
const dragTo = (name) => async (helpers) =>
    helpers.drag_and_drop(column(name), {
        position: {top: 80, left: 80},
        relative: true,
    });

// While the customer is on the line: words, customer, saved. Then a forbidden drag.
tours.add("aftersales_complaint_intake", {
    steps: () => [
        {trigger: ".o_kanban_view .o_control_panel .o-kanban-button-new", run: "click"},
        {
            trigger: ".o_field_widget[name=description] textarea",
            run: "edit The brake still squeaks",
        },
        {trigger: ".o_field_widget[name=partner_id] input", run: "edit Customer Chen"},
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Customer Chen)",
            run: "click",
        },
        {
            content: "The customer has one car: it is that one",
            trigger: ".o_field_widget[name=vehicle_id] input:value(/A12345/)",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {
            content: "The clock runs, the stage is the first",
            trigger: "button[name=action_contacted]",
        },
        {trigger: ".o_back_button a, .o_back_button", run: "click"},
        {
            content: "An agent drags it where only the manager may",
            trigger: `${column("New")} .o_kanban_record:contains(The brake still squeaks)`,
            run: dragTo("Cause verified"),
        },
        {
            content: "The sentence says who may",
            trigger: ".modal .modal-body:contains(may move complaint)",
        },
        {trigger: ".modal .modal-footer button, .modal .btn-close", run: "click"},
        {
            content: "It is back where it was",
            trigger: `${column("New")} .o_kanban_record:contains(The brake still squeaks)`,
        },
    ],
});

// The manager drags what is ready, is told what is missing, fills it in and closes.
tours.add("aftersales_complaint_close", {
    steps: () => [
        {
            trigger: `${column("Handled")} .o_kanban_record:contains(It rattles again)`,
            run: dragTo("Re-visit"),
        },
        {
            content: "The sentence says what is missing",
            trigger: ".modal .modal-body:contains(cannot become)",
        },
        {trigger: ".modal .modal-footer button, .modal .btn-close", run: "click"},
        {
            trigger: `${column("Handled")} .o_kanban_record:contains(It rattles again)`,
            run: "click",
        },
        {trigger: ".o_form_view a[name=customer]", run: "click"},
        {
            trigger: ".o_field_widget[name=confirmation] textarea",
            run: "edit Quiet now",
        },
        {
            trigger: "button.o_step_revisit",
            run: "click",
        },
        {trigger: "button.o_step_closed"},
        {trigger: "button[name=action_solution_told]", run: "click"},
        {trigger: "button[name=action_replied]", run: "click"},
        {trigger: "body:not(:has(button[name=action_replied]))"},
        {
            trigger: ".o_field_widget[name=final_word] textarea",
            run: "edit Thank you",
        },
        {
            trigger: ".o_field_widget[name=final_evaluation] input",
            run: "click",
        },
        {trigger: ".o_select_menu_item:eq(1)", run: "click"},
        {trigger: ".o_field_widget[name=revisit_result] input", run: "click"},
        {
            trigger: ".o_select_menu_item:eq(0)",
            run: "click",
        },
        {
            trigger: "button.o_step_closed",
            run: "click",
        },
        {trigger: ".o_form_view:not(:has(button[name=action_next_stage]))"},
    ],
});
