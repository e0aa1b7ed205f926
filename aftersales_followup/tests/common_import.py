import base64
import csv
import io

import openpyxl
from freezegun import freeze_time

from .common import AftersalesCase

JOB = {
    "车牌号": "沪B88888",
    "车架号": "LSVAM4187C2184841",
    "车主": "王伟",
    "电话": "138 0000 0001",
    "工单号": "GD001",
    "结算日期": "2026/3/1 15:30",
    "里程": "12,345km",
    "金额": "¥1,234.50",
    "维修内容": "更换机油",
    "服务顾问": "Advisor",
    "技师": "Technician Zhao",
    "车型": "帕萨特",
    "品牌": "大众",
    "送修人": "李娜",
    "送修人电话": "13900000002",
    "客户类别": "private",
}
HEADER = list(JOB)


class ImportCase(AftersalesCase):
    """A source of the store, on a day in March, with the manager at the screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time("2026-03-02 01:00:00")
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        # Reasons come in the language of whoever loads the file.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.manager.lang = "en_US"
        cls.profile = cls._make_profile("Workshop system")

    @classmethod
    def _make_profile(cls, name, **values):
        return cls.env["aftersales.import.profile"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "country_id": cls.env.ref("base.cn").id,
                **values,
            }
        )

    @staticmethod
    def _row(**values):
        """Return the standard row; ``values`` by name of the column."""
        return list({**JOB, **values}.values())

    @staticmethod
    def _csv(rows, encoding="utf-8", delimiter=","):
        stream = io.StringIO()
        csv.writer(stream, delimiter=delimiter).writerows(rows)
        return stream.getvalue().encode(encoding)

    @staticmethod
    def _xlsx(rows, merged=()):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for cells in merged:
            book.active.merge_cells(cells)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def _make_import(self, content, name="jobs.xlsx", profile=None, user=None):
        return (
            self.env["aftersales.import"]
            .with_user(user or self.manager)
            .create(
                {
                    "name": name,
                    "file": base64.b64encode(content),
                    "profile_id": (profile or self.profile).id,
                }
            )
        )

    def _load(self, content, **values):
        """Read and load a file as the manager and the background job do."""
        record = self._make_import(content, **values)
        record.action_preview()
        record.action_run()
        self._run_cron()
        record.invalidate_recordset()
        return record

    def _load_rows(self, *rows, **values):
        return self._load(self._xlsx([HEADER, *rows]), **values)

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_followup.cron_import").method_direct_trigger()

    def _orders(self, record):
        return self.env["repair.order"].search(
            [("import_profile_id", "=", record.profile_id.id)], order="id"
        )

    def _counts(self, record):
        return (
            record.new_count,
            record.updated_count,
            record.matched_count,
            record.rejected_count,
        )

    def _reasons(self, record):
        rows = record.row_ids.filtered(lambda row: row.state == "rejected")
        return rows.sorted("number").mapped("reason")

    def _error_rows(self, record):
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(record.error_file)))
        return [list(row) for row in book.active.iter_rows(values_only=True)]
