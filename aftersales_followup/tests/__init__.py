from . import test_access
from . import test_complaint_flow
from . import test_complaint_workclock
from . import test_followup_call
from . import test_followup_generation
from . import test_repair_closing
from . import test_vehicle_programs
from . import test_complaint_deadlines
