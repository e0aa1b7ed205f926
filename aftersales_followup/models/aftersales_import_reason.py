from odoo import models

from ..tools.import_file import MAX_COLUMNS, MAX_ROWS


class AftersalesImport(models.Model):
    """What is wrong with a file or a row, in the user's words."""

    _inherit = "aftersales.import"

    def _fault_message(self, fault, target=None):
        """Return the words for a value that cannot be read.

        :param ImportValueError fault: code and what stood there
        :param str target: which value it is; named where the message does not
        """
        value = fault.value
        messages = {
            "job_missing": self.env._("The job number is missing."),
            "car_missing": self.env._("Plate and chassis number are both missing."),
            "date_missing": self.env._("The settlement date is missing."),
            "date_bad": self.env._("“%s” is not a date.", value),
            "date_ambiguous": self.env._(
                "“%s” can be two dates: choose the order of dates at the source, or "
                "write year-month-day.",
                value,
            ),
            "date_range": self.env._("The year of “%s” cannot be right.", value),
            "date_future": self.env._("“%s” is in the future.", value),
            "plate_bad": self.env._("“%s” is not a plate.", value),
            "vin_bad": self.env._(
                "“%s” is not a chassis number: it has 17 letters and digits, without "
                "I, O and Q.",
                value,
            ),
            "job_scientific": self.env._(
                "The job number was cut to “%s” by a spreadsheet: format the column "
                "as text and export again.",
                value,
            ),
            "phone_scientific": self.env._(
                "The phone number was cut to “%s” by a spreadsheet: format the column "
                "as text and export again.",
                value,
            ),
            "phone_bad": self.env._("“%s” is not a phone number.", value),
            "mileage_bad": self.env._("“%s” is not a possible mileage.", value),
            "number_bad": self.env._("“%s” is not a number.", value),
            "too_long": self.env._("The text “%s…” is too long.", value),
            "customer_ambiguous": self.env._(
                "Several customers are “%s”: give name and phone number.", value
            ),
            "owner_missing": self.env._(
                "The owner's name is missing, and neither car nor phone number tell it."
            ),
            "job_other_car": self.env._(
                "Job %s is there already, for another car: is the number used twice?",
                value,
            ),
            "job_twice": self.env._(
                "Row %s has the same job number for another car.", value
            ),
        }
        message = messages[fault.code]
        if target and fault.code in ("number_bad", "date_bad", "too_long", "phone_bad"):
            return f"{self._target_label(target)}: {message}"
        return message

    def _target_label(self, target):
        labels = dict(
            self.env["aftersales.import.column"]
            ._fields["target"]
            ._description_selection(self.env)
        )
        return labels.get(target, target)

    def _file_message(self, fault):
        """Return the words for a file that cannot be read at all."""
        detail = fault.detail
        return {
            "empty": self.env._("The file is empty."),
            "damaged": self.env._(
                "The file is damaged (%s). Save it anew as XLSX.", detail
            ),
            "bomb": self.env._("The file unpacks to more than can be read."),
            "kind": self.env._("This is neither a spreadsheet nor a CSV file."),
            "web_page": self.env._(
                "This is a web page with the name of a spreadsheet. Open it in a "
                "spreadsheet program and save it as XLSX."
            ),
            "xls": self.env._(
                "Files of the old XLS kind cannot be read here. Save it as XLSX."
            ),
            "too_long": self.env._(
                "The file has more than %s rows. Load it in parts.", MAX_ROWS
            ),
            "too_wide": self.env._("The file has more than %s columns.", MAX_COLUMNS),
            "csv": self.env._(
                "Line %s cannot be read: is a quotation mark missing?", detail
            ),
            "encoding": self.env._(
                "The characters cannot be read. Choose at the source how they are "
                "written, or save the file as XLSX."
            ),
        }[fault.code]

    def _missing_columns_message(self):
        return self.env._(
            "Say which columns are the job number, the settlement date, and plate or "
            "chassis number: without them no order can be found again."
        )
