import {_t} from "@web/core/l10n/translation";
import {sprintf} from "@web/core/utils/strings";

/** Whether a question is answered by a number: a mark, or the number of a choice. */
function range(question) {
    if (question.choices.length) {
        return {min: 1, max: question.choices.length};
    }
    return question.max === false ? null : {min: question.min, max: question.max};
}

/** What is wrong with a mark as it is typed; an empty text when nothing is. */
export function markError(question, typed) {
    const limits = range(question);
    const text = typed.trim();
    if (!limits || text === "") {
        return "";
    }
    const marks = question.type === "multiple_choice" ? text.split(/\s+/) : [text];
    const fits = marks.every(
        (mark) =>
            /^\d+$/.test(mark) &&
            Number(mark) >= limits.min &&
            Number(mark) <= limits.max
    );
    return fits ? "" : sprintf(_t("%s to %s"), limits.min, limits.max);
}

/** Whether a mark cannot go on: another digit would make it too big. */
export function isComplete(question, typed) {
    const limits = range(question);
    if (!limits || question.type === "multiple_choice" || !/^\d+$/.test(typed)) {
        return false;
    }
    return !markError(question, typed) && Number(typed) * 10 > limits.max;
}

/** The ids of the choices whose numbers were typed. */
export function choiceOf(question, typed) {
    const ids = typed
        .split(/\s+/)
        .filter(Boolean)
        .map((mark) => question.choices[Number(mark) - 1].id);
    return question.type === "multiple_choice" ? ids : ids[0] || "";
}
