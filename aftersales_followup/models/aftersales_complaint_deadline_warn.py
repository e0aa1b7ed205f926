import datetime
import logging

from odoo import models

_logger = logging.getLogger(__name__)


class AftersalesComplaintDeadline(models.Model):
    """Which warnings of a deadline are due."""

    _inherit = "aftersales.complaint.deadline"

    def _level_due(self, level, now):
        """Return whether a level's moment has come for this row."""
        if level.moment == "before":
            return bool(self.date_warn) and self.date_warn <= now < self.date_alarm
        late = datetime.timedelta(days=level.days_late)
        return bool(self.date_alarm) and self.date_alarm + late < now

    def _occasion(self, level):
        """Return the key under which a level warns of this row once."""
        return f"deadline:{self.cycle}:{self.kind}:{level.id}"

    def _pending(self, levels, now):
        """Return the levels that are due and have told nobody yet."""
        told = set(self.complaint_id.warning_ids.mapped("occasion"))
        return levels.filtered(
            lambda level: (
                self._level_due(level, now) and self._occasion(level) not in told
            )
        )

    def _warn_safely(self, levels, now):
        """Send the warnings of one row; a failure concerns this row only."""
        try:
            with self.env.cr.savepoint():
                for level in self._pending(levels, now):
                    self._warn(level)
        except Exception:  # Whatever one record does, the others are warned of.
            _logger.exception("No warning for deadline %s", self.id)
            self.env.invalidate_all()

    def _warn(self, level):
        """Tell a level's people about this row."""
        self.complaint_id._tell_once(
            self._occasion(level),
            level._recipients(self.complaint_id),
            lambda spoken: self.with_env(spoken.env)._warning(level),
            self.complaint_id.description,
            deadline=self,
        )

    def _warning(self, level):
        """Return the line that says what is due or late."""
        kind = dict(self._kinds())[self.kind]
        if level.moment == "before":
            return self.env._("Due soon: %s", kind)
        return self.env._("Late: %s", kind)
