from . import survey_link
from . import followup_link
from . import complaint_form
