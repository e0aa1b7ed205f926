"""The catalogues say what the addons say: no term is missing, none is left over."""

import io
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

from .common import AcrossCase

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ("aftersales_followup", "aftersales_followup_report")
# Names of keys, files and encodings: OCA's format leaves empty what stays the same.
SAME_IN_CHINESE = {
    "0–100",
    "Big5",
    "Ctrl+Enter",
    "Del",
    "Esc",
    "GBK / GB18030",
    "ID",
    "PDF",
    "UTF-16",
    "UTF-8",
    "XLSX",
    "object._file_stem()",
    "object.name",
    "{{ object.step_id.name }}",
}


class TestTranslations(AcrossCase):
    """``odoo i18n export -l pot zh_CN -- MODULE`` makes the catalogues anew."""

    def _terms(self, addon):
        """Return the terms of an addon as Odoo finds them now."""
        buffer = io.BytesIO()
        trans_export(None, [addon], buffer, "po", self.env)
        return {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}

    def _catalogue(self, addon, name):
        file = ROOT / addon / "i18n" / name
        self.assertTrue(file.exists(), f"{addon} has no {name}")
        return polib.pofile(str(file))

    def test_template_is_up_to_date(self):
        for addon in ADDONS:
            with self.subTest(addon=addon):
                written = {
                    entry.msgid for entry in self._catalogue(addon, f"{addon}.pot")
                }
                terms = self._terms(addon)
                self.assertFalse(terms - written, "terms that the template lacks")
                self.assertFalse(written - terms, "terms that are no more")

    def test_chinese_is_whole(self):
        for addon in ADDONS:
            with self.subTest(addon=addon):
                catalogue = self._catalogue(addon, "zh_CN.po")
                done = {entry.msgid for entry in catalogue.translated_entries()}
                missing = self._terms(addon) - done - SAME_IN_CHINESE
                self.assertFalse(missing, "terms without Chinese")
