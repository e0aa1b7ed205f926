from . import aftersales_program_preview
from . import aftersales_program_preview_line
from . import aftersales_program_preview_campaign
