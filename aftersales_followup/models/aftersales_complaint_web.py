import datetime
import hashlib
import hmac
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

HOUR = datetime.timedelta(hours=1)
# A family may complain from one address; a robot does more than that.
PER_ADDRESS, PER_STORE = 3, 60
LIMITS = {"name": 100, "phone": 40, "email": 120, "plate": 20, "words": 5000}
SHORTEST = 5


class AftersalesComplaint(models.Model):
    """Complaints from the store's public form (C1)."""

    _inherit = "aftersales.complaint"

    web_origin = fields.Char(
        string="Origin of the form",
        copy=False,
        groups="base.group_system",
        help="What the sender's address hashes to, for the limit per hour. The "
        "address itself is not kept.",
    )

    _web_index = models.Index("(company_id, date_received) WHERE source = 'web'")

    @api.model
    def _create_from_web(self, company, form, address):
        """Make a complaint of what somebody has entered in the public form.

        :param res.company company: the store, which offers the form
        :param dict form: ``name``, ``phone``, ``email``, ``plate``, ``words`` as
            entered, ``privacy`` when the note was accepted
        :param str address: network address of the sender
        :return: the complaint
        :raises UserError: with a sentence for the sender
        """
        # sudo: the public has no right to anything; what is written here is fixed.
        complaints = self.sudo().with_company(company)
        values = complaints._check_web_form(form)
        origin = complaints._web_origin(address)
        complaints._check_web_rate(company, origin)
        vehicle = complaints._vehicle_of_form(values)
        words = values["words"]
        if values["plate"] and not vehicle:
            words = f"{words}\n\n{self.env._('Licence plate: %s', values['plate'])}"
        return complaints.create(
            {
                "company_id": company.id,
                "source": "web",
                "description": words,
                "caller_name": values["name"],
                "caller_phone": values["phone"],
                "caller_email": values["email"],
                "vehicle_id": vehicle.id,
                "web_origin": origin,
            }
        )

    @api.model
    def _check_web_form(self, form):
        """Return the entered texts, trimmed, or say what is missing."""
        values = {
            name: str(form.get(name) or "").replace("\x00", "").strip()[:limit]
            for name, limit in LIMITS.items()
        }
        if len(values["words"]) < SHORTEST:
            raise UserError(self.env._("Please write down what happened."))
        if not values["name"]:
            raise UserError(self.env._("Please tell us your name."))
        if len(re.sub(r"\D", "", values["phone"])) < 5 and "@" not in values["email"]:
            raise UserError(
                self.env._("Please tell us a phone number or an e-mail address.")
            )
        if not form.get("privacy"):
            raise UserError(self.env._("Please accept the note on your data."))
        return values

    @api.model
    def _web_origin(self, address):
        """Return what an address hashes to: enough to count, not to find anybody."""
        secret = self.env["ir.config_parameter"].get_param("database.secret")
        digest = hmac.new(secret.encode(), (address or "").encode(), hashlib.sha256)
        return digest.hexdigest()[:32]

    @api.model
    def _check_web_rate(self, company, origin):
        """Refuse what no customer does: many forms in an hour."""
        recent = (
            Domain("company_id", "=", company.id)
            & Domain("source", "=", "web")
            & Domain("date_received", ">=", fields.Datetime.now() - HOUR)
        )
        if (
            self.search_count(recent & Domain("web_origin", "=", origin)) >= PER_ADDRESS
            or self.search_count(recent) >= PER_STORE
        ):
            raise UserError(
                self.env._(
                    "We have got several messages within the hour. Please call us: %s",
                    company.hotline or company.phone or company.name,
                )
            )

    @api.model
    def _vehicle_of_form(self, values):
        """Return the car of the plate, when the phone is its owner's.

        A plate alone proves nothing: everybody can read it in the street.
        """
        vehicles = self.env["fleet.vehicle"]
        plate = re.sub(r"[\s·.\-]", "", values["plate"]).upper()
        phone = re.sub(r"\D", "", values["phone"])[-8:]
        if not plate or len(phone) < 8:
            return vehicles
        found = vehicles.search(
            [
                ("license_plate", "in", [plate, values["plate"]]),
                ("owner_id", "!=", False),
            ]
        )
        return found.filtered(
            lambda car: re.sub(r"\D", "", car.owner_id.phone or "").endswith(phone)
        )[:1]
