from . import aftersales_register
