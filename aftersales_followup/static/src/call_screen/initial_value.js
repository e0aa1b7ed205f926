import {useEffect} from "@odoo/owl";

/**
 * Fill a text field once, when it appears. A bound value would be written again
 * at each rendering, which breaks what an input method for Chinese is composing.
 *
 * @param {{el: HTMLElement}} ref
 * @param {() => string} getValue
 */
export function useInitialValue(ref, getValue) {
    useEffect(
        (el) => {
            if (el) {
                el.value = getValue();
            }
        },
        () => [ref.el]
    );
}
