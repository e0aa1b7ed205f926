import datetime
import re
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.misc import OrderedSet

from ..tools import localtime

STAMP = "aftersales_changed"
COLLECTION_TYPES = (list, tuple, set, frozenset, OrderedSet)
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Anchor(NamedTuple):
    """One occasion a follow-up may hang on.

    ``occurrence_key`` names the occasion, not its date: when the date moves, the
    key stays, so the same occasion is never followed up twice.
    """

    res_model: str
    res_id: int
    occurrence_key: str
    date: object  # local day in the company's time zone
    partner_id: int | bool
    vehicle_id: int | bool
    repair_id: int | bool
    company_id: int
    moment: object = None  # naive UTC, where the occasion has a time of day


class AftersalesAnchor(models.AbstractModel):
    """What a program hangs on: which records, and which of their dates.

    A provider inherits this model, names itself, lists the fields that a manager
    may filter by, and yields its anchors for a window of days. Preview, night
    and reconciliation use the same method.
    """

    _name = "aftersales.anchor"
    _description = "Follow-up Anchor"

    _anchor_model = None
    """Name of the model whose records are filtered."""

    _filter_fields = ()
    """Field paths of that model which a manager may filter by. A filter runs with
    the engine's rights: any other path would tell managers what they may not see."""

    _has_time = False
    """Whether all anchors have a ``moment``."""

    _read_fields = ()
    """Field paths of that model which decide, besides the filter, whether and when
    there is an anchor. With ``aftersales.anchored`` among the model's parents, the
    night reads again only the records on which one of all these has changed."""

    @api.model
    def _anchor_label(self):
        """Return the provider's name in the user's language; False for a mere base."""
        return False

    @api.model
    def _filtered_model(self):
        """Return the name of the model whose records are filtered."""
        return self._anchor_model

    @api.model
    def _allowed_fields(self):
        """Return the field paths that a manager may filter by."""
        return self._filter_fields

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        """Return the anchors of a company in a window of local days, in one go.

        :param company: ``res.company`` record
        :param datetime.date date_from: first day of the window
        :param datetime.date date_to: last day, included
        :param Domain domain: the program's filter, already checked
        :rtype: list[Anchor]
        """
        raise NotImplementedError

    @api.model
    def _changed_since(self, moment):
        """Return the domain of records that may have become anchors since a moment.

        TRUE, all of them, where the model does not keep when it changed.
        """
        if STAMP not in self.env[self._filtered_model()]._fields:
            return Domain.TRUE
        return Domain(STAMP, ">=", moment)

    @api.model
    def _changes_with_time(self, domain):
        """Tell whether a filter finds other records on another day or by a new name.

        Dates such as ``today -7d``, and names of other records.
        """
        Model = self.env[self._filtered_model()]
        for condition in domain.iter_conditions():
            path = condition.field_expr.split(".")
            model = Model
            for name in path[:-1]:
                model = model[name]
            field = model._fields[path[-1]]
            value = condition.value
            values = [value] if isinstance(value, str) else value
            texts = isinstance(values, COLLECTION_TYPES) and any(
                isinstance(item, str) for item in values
            )
            if texts and (
                field.relational
                or field.type in ("date", "datetime")
                and not all(ISO_DATE.match(str(item)) for item in values if item)
            ):
                return True
        return False

    @api.model
    def _mark_settings(self):
        """Return what else decides about the anchors, for a program's marks."""
        return None

    @api.model
    def _gives_time(self):
        """Tell whether all anchors have a ``moment``: steps may count hours from it."""
        return self._has_time

    @api.model
    def _follow_moved(self, step, company):
        """Let open follow-ups follow dates of which nothing tells when they move."""

    @api.model
    def _moment(self, record):
        """Return the naive UTC moment of a record's occasion, None without a time."""
        return None

    @api.model
    def _customer(self, record):
        """Return whose occasion it is now; nobody where that stays as it was made."""
        return self.env["res.partner"]

    @api.model
    def _anchors_of_step(self, step, company, date_from, date_to, domain):
        """Return the anchors of a step; a provider may tell its steps apart.

        :param step: ``aftersales.program.step`` record
        :return: as :meth:`_anchors`
        """
        return self._anchors(company, date_from, date_to, domain)

    @api.model
    def _refine(self, company, vals_list):
        """Complete the values of follow-ups with what only this kind of anchor knows.

        Called last: after draw, policy and assignment. All get the same fields.

        :param list[dict] vals_list: changed in place
        """

    @api.model
    def _moments(self, company, field, date_from, date_to):
        """Return the domain of records whose moment lies in local days of a company.

        :param str field: a Datetime of the anchor's model
        """
        tz = company._aftersales_tz()
        end = localtime.utc_moment(date_to + datetime.timedelta(days=1), 0, tz)
        return (
            Domain("company_id", "=", company.id)
            & Domain(field, ">=", localtime.utc_moment(date_from, 0, tz))
            & Domain(field, "<", end)
        )

    @api.model
    def _check_filter(self, domain):
        """Refuse a filter on anything but the provider's own fields.

        :raises ValidationError: with the offending field and those allowed
        """
        for condition in Domain(domain).iter_conditions():
            # "any" takes a domain of its own, with paths that nobody has checked.
            nested = condition.operator.removeprefix("not ").startswith("any")
            if condition.field_expr not in self._allowed_fields() or nested:
                raise ValidationError(
                    self.env._(
                        "A program of this kind cannot filter by “%(field)s”. "
                        "Choose among: %(allowed)s.",
                        field=condition.field_expr,
                        allowed=", ".join(self._allowed_fields()),
                    )
                )
