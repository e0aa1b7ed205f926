import calendar
import datetime

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import localtime, occasion
from .aftersales_anchor import STAMP, Anchor

SOURCE = "aftersales_date_source"


class AftersalesAnchorDate(models.AbstractModel):
    """A date field that an administrator has made known, or a day each year.

    The source is in the context: ``aftersales.program._provider`` puts it there.
    """

    _name = "aftersales.anchor.date"
    _inherit = "aftersales.anchor"
    _description = "Anchor: A Date Field"

    @api.model
    def _anchor_label(self):
        return self.env._("A date field")

    @api.model
    def _source(self):
        """Return the program's source.

        :raises ValidationError: when there is none, or none any more
        """
        # sudo: managers choose a source, they do not read models and fields.
        source = (
            self.env["aftersales.date.source"].sudo().browse(self.env.context[SOURCE])
        ).exists()
        if not source:
            raise ValidationError(
                self.env._("Choose the date that the program hangs on.")
            )
        return source

    @api.model
    def _filtered_model(self):
        return self._source().model

    @api.model
    def _allowed_fields(self):
        return tuple(self._source().filter_field_ids.mapped("name"))

    @api.model
    def _gives_time(self):
        source = self._source()
        return source.kind == "date" and source.date_field_id.ttype == "datetime"

    @api.model
    def _mark_settings(self):
        source = self._source()
        return (source.id, str(source.write_date), source.active)

    @api.model
    def _changed_since(self, moment):
        """Tell what changed where the model notes changes of all that is read here."""
        source = self._source()
        Model = self.env[source.model]
        paths = {source._store_path(), source._customer_path(), *self._allowed_fields()}
        if source.kind != "fixed":
            paths.add(source.date_field_id.name)
        if STAMP in Model._fields and paths <= set(Model._aftersales_change_paths()):
            return super()._changed_since(moment)
        return Domain.TRUE

    # ------------------------------------------------------------------
    # Anchors
    # ------------------------------------------------------------------

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        source = self._source()
        if not source.active:
            return []
        tz = company._aftersales_tz()
        when = self._in_days(source, date_from, date_to, tz)
        if when.is_false():
            return []
        # The parts of a moment are those of the store's own day.
        records = (
            self.env[source.model]
            .with_context(tz=tz.zone)
            .search(when & Domain(source._store_path(), "=", company.id) & domain)
        )
        anchors = [
            self._anchor(source, record, day, company)
            for record in records
            for day in self._days_of(source, record, date_from, date_to, tz)
        ]
        return sorted(anchors, key=lambda anchor: (anchor.date, anchor.res_id))

    @api.model
    def _in_days(self, source, date_from, date_to, tz):
        """Return the domain of records that may have an anchor between two days."""
        if source.kind == "fixed":
            days = self._fixed_days(source, date_from, date_to)
            return Domain.TRUE if days else Domain.FALSE
        name = source.date_field_id.name
        if source.kind == "date":
            if source.date_field_id.ttype == "date":
                return Domain(name, ">=", date_from) & Domain(name, "<=", date_to)
            after = date_to + datetime.timedelta(days=1)
            return Domain(name, ">=", localtime.utc_moment(date_from, 0, tz)) & Domain(
                name, "<", localtime.utc_moment(after, 0, tz)
            )
        if date_to - date_from >= datetime.timedelta(days=365):
            return Domain(name, "!=", False)
        by_month = {}
        for number in range((date_to - date_from).days + 1):
            day = date_from + datetime.timedelta(days=number)
            days = by_month.setdefault(day.month, [])
            days.append(day.day)
            if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
                days.append(29)
        return Domain.OR(
            Domain(f"{name}.month_number", "=", month)
            & Domain(f"{name}.day_of_month", "in", days)
            for month, days in by_month.items()
        )

    @api.model
    def _fixed_days(self, source, date_from, date_to):
        days = map(source._day_in, range(date_from.year, date_to.year + 1))
        return [day for day in days if date_from <= day <= date_to]

    @api.model
    def _days_of(self, source, record, date_from, date_to, tz):
        """Return the days between two days on which a record has its anchor."""
        if source.kind == "fixed":
            return self._fixed_days(source, date_from, date_to)
        date = self._date_of(source, record, tz)
        if source.kind == "date":
            return [date]
        days = (
            source._day_in(year, date)
            # From the first anniversary on.
            for year in range(max(date_from.year, date.year + 1), date_to.year + 1)
        )
        return [day for day in days if date_from <= day <= date_to]

    @api.model
    def _date_of(self, source, record, tz):
        """Return the local day in the record's date field, False when it is empty."""
        value = record[source.date_field_id.name]
        if value and source.date_field_id.ttype == "datetime":
            return localtime.local_date(value, tz)
        return value

    @api.model
    def _anchor(self, source, record, day, company):
        car = source._car_path()
        vehicle_id = False
        if car is not None:
            vehicle_id = (record.mapped(car) if car else record).id
        customer = source._customer_path()
        partner = record if customer == "." else record.mapped(customer)
        return Anchor(
            res_model=record._name,
            res_id=record.id,
            occurrence_key=self._key(source, day),
            date=day,
            partner_id=partner.id,
            vehicle_id=vehicle_id,
            repair_id=record.id if record._name == "repair.order" else False,
            company_id=company.id,
            moment=self._moment(record),
        )

    @api.model
    def _key(self, source, day):
        return f"date:{source.id}:{day if source.kind == 'date' else day.year}"

    # ------------------------------------------------------------------
    # Dates that move (R6)
    # ------------------------------------------------------------------

    @api.model
    def _follow_moved(self, step, company):
        """Let the open follow-ups of a step follow the dates that were changed.

        Nothing tells when a field of any model is written: each run looks at the few
        that are open.
        """
        source = self._source()
        if source.kind != "date":
            return
        followups = self.env["aftersales.followup"].search(
            [
                ("step_id", "=", step.id),
                ("company_id", "=", company.id),
                ("state", "in", ("planned", "open")),
                ("is_called", "=", False),
                ("res_model", "=", source.model),
            ]
        )
        tz = company._aftersales_tz()
        records = self.env[source.model].browse(followups.mapped("res_id")).exists()
        by_id = {record.id: record for record in records}
        for followup in followups:
            record = by_id.get(followup.res_id)
            date = record and self._date_of(source, record, tz)
            if not date or "active" in record._fields and not record.active:
                followup._cancel_for("date_gone")
            elif date != followup.anchor_date or (
                step._is_precise() and record.write_date > followup.write_date
            ):
                self._move(source, followup, record, date)

    @api.model
    def _move(self, source, followup, record, date):
        """Move a follow-up to another date, unless that has had its own already."""
        _key, repetition = occasion.split_key(followup.occurrence_key)
        key = occasion.repeated_key(self._key(source, date), repetition)
        if key != followup.occurrence_key:
            if followup.search_count(
                [
                    ("step_id", "=", followup.step_id.id),
                    ("res_model", "=", followup.res_model),
                    ("res_id", "=", followup.res_id),
                    ("occurrence_key", "=", key),
                ],
                limit=1,
            ):
                followup._cancel_for("date_gone")
                return
            followup.occurrence_key = key
        followup._move_to(date, self._moment(record))

    @api.model
    def _moment(self, record):
        name = self._source().date_field_id.name
        return record[name] if self._gives_time() else None
