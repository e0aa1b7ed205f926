import base64
import datetime
import io
import zipfile
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_import import HEADER, ImportCase

RUN = "odoo.addons.aftersales_followup.models.aftersales_import_run"


@tagged("post_install", "-at_install")
class TestImportHostile(ImportCase):
    """Bad rows come back with the reason, good rows are kept (F21)."""

    def test_bad_rows_come_back_and_load_corrected(self):
        record = self._load_rows(
            self._row(),
            self._row(工单号="GD002", 里程="-5", 结算日期="gestern"),
            self._row(工单号="", 车牌号="沪B1"),
            self._row(工单号="GD004", 车牌号="沪B4", 车架号="", 电话="12"),
        )
        self.assertEqual(self._counts(record), (1, 0, 0, 3))
        reasons = self._reasons(record)
        self.assertIn("gestern", reasons[0])
        self.assertIn("-5", reasons[0])
        self.assertIn("job number", reasons[1])
        self.assertIn("phone", reasons[2])
        rows = self._error_rows(record)
        self.assertEqual(rows[0], [*HEADER, "Reason"])
        self.assertEqual(len(rows), 4)
        # Half corrected: what is still wrong comes back again, without a second reason.
        rows[1][HEADER.index("里程")] = "5"
        rows[1][HEADER.index("结算日期")] = "2026-03-01"
        rows[2][HEADER.index("工单号")] = "GD003"
        again = self._load(self._xlsx(rows), name="corrected.xlsx")
        self.assertEqual(self._counts(again), (2, 0, 0, 1), self._reasons(again))
        self.assertEqual(self._error_rows(again)[0], [*HEADER, "Reason"])
        self.assertEqual(len(self._orders(again)), 3)
        third = self._load(self._xlsx(rows), name="corrected.xlsx")
        self.assertEqual(self._counts(third), (0, 0, 2, 1))

    def test_reason_in_the_user_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.manager.lang = "zh_CN"
        seen = []
        module = self.env.registry["aftersales.import"]
        original = module._fault_message

        def spy(record, fault, target=None):
            seen.append(record.env.lang)
            return original(record, fault, target)

        with patch.object(module, "_fault_message", spy):
            self._load_rows(self._row(里程="x"))
        self.assertEqual(set(seen[-1:]), {"zh_CN"})

    def test_dates_of_all_kinds(self):
        expected = {
            46082.5: datetime.datetime(2026, 3, 1, 4),
            "2026年3月1日": datetime.datetime(2026, 3, 1, 4),
            "20260301": datetime.datetime(2026, 3, 1, 4),
            datetime.datetime(2026, 3, 1, 9, 5): datetime.datetime(2026, 3, 1, 1, 5),
            datetime.date(2026, 2, 28): datetime.datetime(2026, 2, 28, 4),
            "2026-03-01 23:30:45": datetime.datetime(2026, 3, 1, 15, 30, 45),
        }
        rows = [
            self._row(工单号=f"D{i}", 结算日期=date) for i, date in enumerate(expected)
        ]
        record = self._load_rows(*rows)
        self.assertFalse(self._reasons(record))
        for order, moment in zip(self._orders(record), expected.values(), strict=True):
            self.assertEqual(order.date_closed, moment)

    def test_dates_that_cannot_be(self):
        dates = [
            "1900-01-01",
            "2026-03-03",
            "2099-01-01",
            "3/4/2026",
            "2026-02-30",
            "1",
            "",
        ]
        record = self._load_rows(
            *(self._row(工单号=f"D{i}", 结算日期=date) for i, date in enumerate(dates))
        )
        self.assertEqual(self._counts(record), (0, 0, 0, len(dates)))
        self.assertIn("future", self._reasons(record)[1])
        self.assertIn("two dates", self._reasons(record)[3])

    def test_settled_this_morning_without_a_time(self):
        record = self._load_rows(self._row(结算日期="2026-03-02"))
        self.assertEqual(self._counts(record), (1, 0, 0, 0), self._reasons(record))

    def test_formulas_and_markup_stay_text(self):
        evil = '=HYPERLINK("http://x","y")'
        markup = "<script>alert(1)</script>"
        rows = [
            HEADER,
            self._row(维修内容=evil, 车主=markup, 送修人=""),
            self._row(工单号="E2", 里程="x", 维修内容="=1+1", 车主=f"+{markup}"),
        ]
        record = self._make_import(self._csv(rows), name="evil.csv")
        record.action_preview()
        self.assertNotIn("<script", record.preview)
        self.assertIn("&lt;script&gt;", record.preview)
        record.action_run()
        self._run_cron()
        order = self._orders(record)
        self.assertEqual(order.work_summary, evil)
        self.assertEqual(order.partner_id.name, markup)
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(record.error_file))) as book:
            self.assertNotIn(b"<f>", book.read("xl/worksheets/sheet1.xml"))
        self.assertIn("=1+1", self._error_rows(record)[1])

    def test_huge_and_strange_cells(self):
        record = self._load(
            self._csv(
                [
                    HEADER,
                    self._row(工单号="H1", 维修内容="x" * 30_000),
                    self._row(工单号="H2", 车主="王" * 500),
                    self._row(工单号="H3\x1f", 车主="王伟\u200b"),
                    self._row(工单号="20260301001.0", 车牌号="沪Ｂ８８８８８"),
                    self._row(工单号="1.23E+11"),
                    self._row(工单号='="H6"', 电话="13800000001"),
                    self._row(工单号="H7", 电话="1.38E+10"),
                    self._row(工单号="H8", 车架号="LSV1"),
                ]
            ),
            name="huge.csv",
        )
        self.assertEqual(self._counts(record), (3, 0, 0, 5), self._reasons(record))
        self.assertEqual(len(self._orders(record).vehicle_id), 1)
        self.assertEqual(len(self._orders(record).partner_id), 1)
        self.assertEqual(self._orders(record)[0].name, "H3")
        self.assertEqual(self._orders(record)[2].name, "H6")

    def test_title_blank_lines_totals_and_merged_cells(self):
        rows = [
            ["结算清单"], [], HEADER,
            self._row(), self._row(维修内容="四轮定位"),
            [], HEADER, self._row(工单号="GD002", 车牌号="沪B2", 车架号=""),
            ["合计", "", "", "", 3],
        ]  # fmt: skip
        rows[4][HEADER.index("工单号")] = None
        record = self._load(self._xlsx(rows, merged=["A1:P1", "E4:E5"]))
        self.assertEqual(self._counts(record), (2, 0, 1, 0), self._reasons(record))
        self.assertEqual(self._orders(record)[0].work_summary, "更换机油\n四轮定位")

    def test_csv_of_all_kinds(self):
        kinds = [("gb18030", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-8", "|")]
        for index, (encoding, delimiter) in enumerate(kinds):
            content = self._csv(
                [HEADER, self._row(工单号=f"C{index}")], encoding, delimiter
            )
            record = self._load(content, name="jobs.csv")
            self.assertEqual(self._counts(record), (1, 0, 0, 0), self._reasons(record))
        self.assertEqual(len(self._orders(record).partner_id), 1)

    def test_wrong_name_of_a_file_does_not_matter(self):
        record = self._load(self._csv([HEADER, self._row()]), name="jobs.xlsx")
        self.assertEqual(record.new_count, 1)
        record = self._load(
            self._xlsx([HEADER, self._row(工单号="2")]), name="jobs.xls"
        )
        self.assertEqual(record.new_count, 1)

    def test_files_that_cannot_be_read(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w") as archive:
            archive.writestr(
                "xl/workbook.xml", '<!DOCTYPE lolz [<!ENTITY a "b">]><x>&a;</x>'
            )
        for content, words in (
            (b"  \n", "empty"),
            (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
            (b"PK\x03\x04 broken", "damaged"),
            (b"\xd0\xcf\x11\xe0 broken", "damaged"),
            (b"%PDF-1.4", "neither"),
            (bomb.getvalue(), "damaged"),
            (self._xlsx([]), "empty"),
            (b'a,b\n"' + b"x,y\n" * 50_000, "Line"),
        ):
            record = self._make_import(content)
            with self.assertRaisesRegex(UserError, words):
                record.action_preview()
            self.assertEqual(record.state, "draft")

    def test_only_a_header(self):
        record = self._load_rows()
        self.assertEqual((record.state, record.row_count), ("done", 0))

    @mute_logger(RUN)
    def test_a_row_that_breaks_does_not_break_the_others(self):
        module = self.env.registry["aftersales.import"]
        original = module._prepare_order

        def bomb(record, batch, data, partner, sender):
            if data["job"] == "GD002":
                raise ZeroDivisionError
            return original(record, batch, data, partner, sender)

        with patch.object(module, "_prepare_order", bomb):
            record = self._load_rows(
                *(
                    self._row(工单号=f"GD00{i}", 车牌号=f"沪B{i}", 车架号="")
                    for i in range(5)
                )
            )
        self.assertEqual(self._counts(record), (4, 0, 0, 1))
        self.assertEqual(self._error_rows(record)[1][HEADER.index("工单号")], "GD002")
        self.assertEqual(len(self._orders(record).partner_id), 1)

    def test_crash_goes_on_where_it_stopped(self):
        rows = [
            self._row(工单号=f"GD{i}", 车牌号=f"沪B{i}", 车架号="") for i in range(6)
        ]
        record = self._make_import(self._xlsx([HEADER, *rows]))
        record.action_preview()
        record.action_run()
        work = record._as_importer()
        work._stage()
        work._load_chunk(work.row_ids.sorted("number")[:2])
        work._count()
        self.assertEqual(record.progress, 100.0 * 2 / 6)
        with patch(f"{RUN}.CHUNK", 3):
            self._run_cron()
        self.assertEqual(self._counts(record), (6, 0, 0, 0))
        self.assertEqual(len(self._orders(record)), 6)
        self.assertEqual(len(self._orders(record).partner_id), 1)

    def test_somebody_else_changes_a_record_meanwhile(self):
        """A conflict is no fault of the row: the chunk is tried again."""
        record = self._make_import(self._xlsx([HEADER, self._row()]))
        record.action_preview()
        record.action_run()
        module = self.env.registry["aftersales.import"]
        original, calls = module._load_rows, []

        def conflict(work, rows):
            calls.append(len(rows))
            if len(calls) == 1:
                raise psycopg2.errors.SerializationFailure
            return original(work, rows)

        work = record._as_importer()
        work._stage()
        with (
            patch.object(module, "_load_rows", conflict),
            patch.object(self.env.cr, "rollback", lambda: None),
            patch.object(self.env.cr, "commit", lambda: None),
        ):
            work._run()
        self.assertEqual(calls, [1, 1])
        self.assertEqual(self._counts(record), (1, 0, 0, 0))

    def test_many_rows_take_few_queries(self):
        def rows(count, start):
            return [
                self._row(工单号=f"M{i}", 车牌号=f"沪M{i}", 车架号="", 车主=f"客户{i}",
                          电话=f"1381{i:07}", 送修人="")
                for i in range(start, start + count)
            ]  # fmt: skip

        def queries(content):
            record = self._make_import(self._xlsx([HEADER, *content]))
            record.action_preview()
            work = record._as_importer()
            work._stage()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work._load_chunk(work.row_ids)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(rows(5, 0))
        few, many = queries(rows(10, 100)), queries(rows(110, 1000))
        self.assertLess((many - few) / 100, 4.0, "queries for each further row")
