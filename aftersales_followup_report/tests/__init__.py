from . import (
    test_figures_complaint,
    test_figures_survey,
    test_recomputation,
    test_register,
    test_report,
    test_report_due,
    test_tools,
)
