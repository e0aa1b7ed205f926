from odoo import api, fields, models

from ..tools import import_values


class FleetVehicle(models.Model):
    """A car is found by chassis number or plate, however they are written (F21)."""

    _inherit = "fleet.vehicle"

    vin_key = fields.Char(
        compute="_compute_import_keys", store=True, index="btree_not_null"
    )
    plate_key = fields.Char(
        compute="_compute_import_keys", store=True, index="btree_not_null"
    )

    @api.depends("vin_sn", "license_plate")
    def _compute_import_keys(self):
        for vehicle in self:
            vehicle.vin_key = _key(import_values.vin, vehicle.vin_sn)
            vehicle.plate_key = _key(import_values.plate, vehicle.license_plate)


def _key(read, value):
    """Return a value as a file's would be read; None where it is none."""
    try:
        return read(value or "") or False
    except import_values.ImportValueError:
        return False
