from . import (
    test_figures_complaint,
    test_figures_external,
    test_figures_lost,
    test_figures_measure,
    test_figures_survey,
    test_figures_workshop,
    test_forms,
    test_recomputation,
    test_register,
    test_report,
    test_report_due,
    test_tools,
)
