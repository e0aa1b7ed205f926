/**
 * What a key means on the call screen. Letters and digits work without a modifier
 * while no text is being typed; outcomes bring their own letters.
 */
export const KEYS = {
    d: "dial",
    i: "identify",
    m: "remark",
    t: "note",
    x: "complaint",
    "?": "help",
    arrowdown: "next",
    arrowup: "previous",
    enter: "next",
    arrowright: "scriptNext",
    arrowleft: "scriptPrevious",
    delete: "clear",
    backspace: "clear",
    escape: "back",
};

export function isTyping(target) {
    return (
        target instanceof HTMLElement &&
        (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
    );
}

/**
 * @param {KeyboardEvent} ev
 * @returns {string} the key in lower case, also where an input method hides it
 */
function keyOf(ev) {
    if (ev.key?.length === 1 && /^[\x20-\x7e]$/.test(ev.key)) {
        return ev.key.toLowerCase();
    }
    const physical = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(ev.code || "");
    return physical ? physical[1].toLowerCase() : (ev.key || "").toLowerCase();
}

/**
 * @param {KeyboardEvent} ev
 * @param {Object[]} outcomes with their `hotkey`
 * @param {Object[]} extras with their `key` and `name`
 * @returns {{name: string, value?: any}|null} the command, null when the key is not ours
 */
export function commandOf(ev, outcomes, extras) {
    if (ev.isComposing || ev.altKey) {
        return null;
    }
    const key = keyOf(ev);
    if (ev.repeat && !key.startsWith("arrow")) {
        return null; // a key held down must not answer the next questions too
    }
    if (ev.ctrlKey || ev.metaKey) {
        return key === "enter" ? {name: "finish"} : null;
    }
    if (isTyping(ev.target)) {
        return key === "escape" ? {name: "leave"} : null;
    }
    const isButton =
        ev.target instanceof HTMLElement && ev.target.closest("button, a[href]");
    if (key === "enter" && isButton) {
        return null; // the browser presses it
    }
    if (/^\d$/.test(key)) {
        return {name: "digit", value: Number(key)};
    }
    if (KEYS[key]) {
        return {name: KEYS[key]};
    }
    const outcome = outcomes.find((o) => o.hotkey?.toLowerCase() === key);
    if (outcome) {
        return {name: "outcome", value: outcome};
    }
    // A letter that a manager has given to an outcome is the outcome's.
    const extra = extras.find((one) => one.key === key);
    return extra ? {name: "extra", value: extra.name} : null;
}
