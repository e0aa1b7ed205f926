import {onWillUnmount} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

const PERIOD = 2000;

/** The share of a file that is loaded; looks again while the background job runs. */
export class ImportProgressField extends ProgressBarField {
    setup() {
        super.setup();
        this.timer = setInterval(() => this.look(), PERIOD);
        onWillUnmount(() => clearInterval(this.timer));
    }

    async look() {
        const {record} = this.props;
        if (record.data.state === "running" && !record.dirty && !this.isLooking) {
            this.isLooking = true;
            try {
                await record.load();
            } finally {
                this.isLooking = false;
            }
        }
    }
}

export const importProgressField = {
    ...progressBarField,
    component: ImportProgressField,
    displayName: _t("Progress of an import"),
};

registry.category("fields").add("aftersales_import_progress", importProgressField);
