import io
import re
from functools import partial

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen import canvas

from odoo import models

from ..tools.page_heads import (
    Layout,
    cut_tables,
    first_rows,
    mark_rows,
    read_layouts,
)
from ..tools.pdf import repair_character_map

PREFIX = "aftersales_followup_report."
LAYOUT = "aftersales_followup_report.pdf_layout"
MONTH = "aftersales_followup_report.report_month"
# White on white behind each chapter's heading: where it starts is read from the PDF.
CHAPTER_MARK = re.compile(r"\[\[(\w+)\]\]")
# In points; all our papers are A4.
A4_WIDTH, A4_HEIGHT = 595.0, 842.0
MILLIMETRE = 72 / 25.4


class IrActionsReport(models.Model):
    """Our PDFs look alike with every build of wkhtmltopdf and without a web server.

    The page frame carries its style inside, so nothing is loaded over HTTP; several
    records are printed one by one and merged; page numbers are stamped on afterwards,
    because unpatched builds have no footers.
    """

    _inherit = "ir.actions.report"

    def _is_aftersales(self):
        self.ensure_one()
        return bool(self.report_name) and self.report_name.startswith(PREFIX)

    def _get_layout(self):
        if len(self) == 1 and self._is_aftersales():
            return self.env.ref(LAYOUT)
        return super()._get_layout()

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not report._is_aftersales():
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        # where a record's tables are cut: found once, for both its prints
        streams, cuts = {}, {}
        printer = super(
            IrActionsReport, self.with_context(aftersales_cuts=cuts)
        )._render_qweb_pdf_prepare_streams
        for res_id in dict.fromkeys(res_ids or [False]):
            cuts.clear()
            archived = self._archived_stream(report, res_id)
            if archived:
                streams[res_id] = {"stream": archived, "attachment": None}
                continue
            ids = [res_id] if res_id else res_ids
            values = {**(data or {}), "aftersales_computed": {}}
            printed = printer(report_ref, values, ids)
            if report.report_name == MONTH:
                # once more, with the page numbers of the contents
                values["aftersales_pages"] = self._chapter_pages(printed)
                printed = printer(report_ref, values, ids)
            for key, one in printed.items():
                one["stream"] = self._finish_pdf(one["stream"])
                streams[key] = one
        return streams

    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        """Print; tables that run over a page's end get a head on each page."""
        report = report_ref and self._get_report(report_ref)
        cuts = self.env.context.get("aftersales_cuts")
        printer = partial(super()._run_wkhtmltopdf, report_ref=report_ref, **options)
        if not report or not report._is_aftersales() or cuts is None:
            return printer(bodies)
        [body] = bodies  # records are printed one by one
        if "tables" not in cuts:
            cuts["tables"] = self._table_cuts(report, mark_rows(body), printer)
        if cuts["tables"]:
            body = cut_tables(body, cuts["tables"])
        return printer([body])

    def _table_cuts(self, report, marked, printer):
        """Table number → rows before which a page begins, from marked prints.

        The heads that a cut adds move what comes after it: where tables of several
        pages follow each other, each is measured with those before it cut.
        """
        cuts = {}
        if not marked:
            return cuts
        paper = report.get_paperformat()
        height = A4_WIDTH if paper.orientation == "Landscape" else A4_HEIGHT
        top = paper.margin_top * MILLIMETRE
        bottom = height - paper.margin_bottom * MILLIMETRE
        layouts, begun = read_layouts(printer([marked])), 0
        last = max(layouts, default=-1)
        for number in range(last + 1):
            if begun < len(cuts):
                layouts = read_layouts(printer([cut_tables(marked, cuts)]))
                begun = len(cuts)
            rows = first_rows(layouts.get(number, Layout()), top, bottom)
            if rows:
                cuts[number] = rows
        return cuts

    def _archived_stream(self, report, res_id):
        """The archived PDF of a confirmed report, None where it has to be made.

        Called on the user's environment: ``report`` itself is a superuser's.
        """
        if report.report_name != MONTH or self.env.context.get(
            "report_pdf_no_attachment"
        ):
            return None
        record = self.env["aftersales.report"].browse(res_id).exists()
        record.check_access("read")
        if not record.pdf_attachment_id:
            return None
        return io.BytesIO(record.pdf_attachment_id.raw)

    def _chapter_pages(self, streams):
        """Chapter code → page on which it starts, by the mark its heading carries."""
        pages = {}
        stream = next(iter(streams.values()))["stream"]
        with PdfReader(stream) as reader:
            for number, page in enumerate(reader.pages, start=1):
                for code in CHAPTER_MARK.findall(page.extract_text()):
                    pages.setdefault(code, number)
        return pages

    def _finish_pdf(self, stream):
        """Stamp “2 / 9” at the foot of each page and make its text searchable."""
        with PdfReader(stream) as reader:
            writer = PdfWriter(clone_from=reader)
        total = len(writer.pages)
        for number, page in enumerate(writer.pages, start=1):
            for font in page.get("/Resources", {}).get("/Font", {}).values():
                self._repair_characters(font.get_object())
            width, height = float(page.mediabox.width), float(page.mediabox.height)
            stamp = io.BytesIO()
            sheet = canvas.Canvas(stamp, pagesize=(width, height))
            sheet.setFont("Helvetica", 8)
            sheet.setFillGray(0.45)
            sheet.drawCentredString(width / 2, 18, f"{number} / {total}")
            sheet.save()
            stamp.seek(0)
            page.merge_page(PdfReader(stamp).pages[0])
        result = io.BytesIO()
        writer.write(result)
        result.seek(0)
        return result

    def _repair_characters(self, font):
        """Name the characters of a font as they were written.

        Where a glyph serves several characters, Qt names the first one: a space is
        found as a tab, a Chinese character as its radical. Nobody finds “月” then.
        """
        if "/ToUnicode" in font:
            table = font["/ToUnicode"].get_object()
            table.set_data(repair_character_map(table.get_data()))
