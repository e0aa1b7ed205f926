from . import test_access
from . import test_followup_call
from . import test_followup_generation
from . import test_repair_closing
