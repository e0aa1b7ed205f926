from unittest.mock import patch

from odoo.addons.aftersales_followup_report.tests.common import ReportCase

from .common import AcrossHttpCase

# Clicks through the month as a manager does, and keeps what the server sends as files.
SCRIPT = """
(async () => {
    const files = [];
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...args) {
        this.addEventListener("load", () => {
            if (this.response instanceof Blob) files.push(this.response);
        });
        return send.apply(this, args);
    };
    const until = async (what, check) => {
        for (let tries = 0; tries < 300; tries++) {
            const found = await check();
            if (found) return found;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`never came: ${what}`);
    };
    const find = (selector, text) =>
        [...document.querySelectorAll(selector)].find((element) =>
            element.textContent.includes(text)
        );
    const print = async (label, beginning) => {
        const before = files.length;
        (await until(label, () => find(".o_statusbar_buttons button", label))).click();
        const file = await until(`${label} file`, () => files[before]);
        const head = await file.slice(0, beginning.length).text();
        if (head !== beginning) throw new Error(`${label} begins with ${head}`);
        if (file.size < 5000) throw new Error(`${label} has ${file.size} bytes`);
    };
    for (const figure of ["82.4", "17.6", "35.3"]) {
        await until(figure, () => find(".o_aftersales_report_page", figure));
    }
    await print("PDF", "%PDF-");
    await print("XLSX", "PK");
    const called = await until("850", () => find("a[data-figure]", "850"));
    called.click();
    await until("the 850 records", () => find(".o_pager_limit, .o_pager", "850"));
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


class TestBrowserMonth(AcrossHttpCase, ReportCase):
    """A manager opens the month in a real browser, prints it and opens a figure."""

    def test_open_print_and_drill_down(self):
        self._reference_month()
        report = self._report()
        self.env.flush_all()
        action = self.env.ref("aftersales_followup_report.aftersales_report_action")
        Report = type(self.env["ir.actions.report"])
        render = Report._render_qweb_pdf

        def render_for_real(self, *args, **options):
            # Odoo gives tests HTML in place of a PDF unless it is told otherwise.
            return render(
                self.with_context(force_report_rendering=True), *args, **options
            )

        with patch.object(Report, "_render_qweb_pdf", render_for_real):
            self.browser_js(
                f"/odoo/action-{action.id}/{report.id}",
                SCRIPT,
                "!!document.querySelector('.o_aftersales_report_page table')",
                login=self.manager.login,
                timeout=120,
            )
