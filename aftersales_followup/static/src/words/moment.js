import {formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

const {DateTime} = luxon;
const TIME = "HH:mm";

/**
 * A moment as an agent says it: "Today 15:00", "Tomorrow 10:00", "Wed 16:30", "11/08 09:00".
 * @param {DateTime} moment
 * @param {DateTime} [now]
 * @returns {string}
 */
export function momentInWords(moment, now = DateTime.now()) {
    const local = moment.setZone(now.zone);
    const time = local.toFormat(TIME);
    const days = Math.round(local.startOf("day").diff(now.startOf("day"), "days").days);
    if (days === 0) {
        return _t("Today %s", time);
    }
    if (days === 1) {
        return _t("Tomorrow %s", time);
    }
    if (days === -1) {
        return _t("Yesterday %s", time);
    }
    if (days > 1 && days < 7) {
        return `${local.toFormat("ccc")} ${time}`;
    }
    const day =
        local.year === now.year
            ? local.toLocaleString({month: "2-digit", day: "2-digit"})
            : formatDate(local);
    return `${day} ${time}`;
}
