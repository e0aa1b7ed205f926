import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const cell = (row, column) =>
    `.o_paper_entry input[data-row="${row}"][data-column="${column}"]`;

/** Type a mark; the cursor has gone on to the next cell by itself. */
function typeMarks(row, marks) {
    return marks.flatMap((mark, index) => [
        {trigger: cell(row, index + 1), run: `edit ${mark}`},
        {trigger: `${cell(row, index + 2)}:focus`},
    ]);
}

// A sheet of ten marks by digits alone, one mark that does not fit, and its correction.
tours.add("aftersales_paper_entry", {
    steps: () => [
        {trigger: ".o_statusbar_buttons button:first", run: "click"},
        {
            content: "The cursor stands in the first free sheet",
            trigger: `${cell(0, 1)}:focus`,
        },
        ...typeMarks(0, [24, 24, 24, 24, 24, 24, 24, 24, 24, 24]),
        {
            content: "The points are there before anything is saved",
            trigger: "tbody tr:eq(0) .o_paper_entry_points:contains(240)",
        },
        {trigger: `${cell(0, 11)}:focus`, run: "press Enter"},
        {
            content: "Leaving the row has saved and scored it",
            trigger: "tbody tr:eq(0) .o_paper_entry_result:contains(80.0)",
        },
        {trigger: cell(1, 1), run: "edit 31"},
        {trigger: "tbody tr:eq(1) td.bg-danger-subtle"},
        {trigger: cell(2, 1), run: "click"},
        {
            content: "What does not fit is not saved, and stays",
            trigger: "tbody tr.table-danger:contains(2)",
        },
        {trigger: cell(1, 1), run: "edit 30"},
        {trigger: cell(2, 1), run: "click"},
        {trigger: "tbody tr:eq(1) .o_paper_entry_result:contains(100.0)"},
        {trigger: ".o_paper_entry header button", run: "click"},
        {
            content: "Back on the batch, both sheets are counted",
            trigger:
                ".o_form_view .o_stat_value:contains(2), .o_form_view .o_field_statinfo:contains(2)",
        },
    ],
});
