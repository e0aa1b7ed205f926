from . import test_figures_survey, test_register, test_report, test_tools
