from . import aftersales_register
from . import aftersales_register_letter
