from . import (
    test_figures_survey,
    test_recomputation,
    test_register,
    test_report,
    test_tools,
)
