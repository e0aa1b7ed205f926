from . import xlsx_file  # the others inherit from it
from . import month_xlsx, register_xlsx, report_form, report_month, report_register
