from odoo import api, models


class AftersalesOwnForm(models.AbstractModel):
    """A record of another app that we show in a form of ours to who lacks its rights.

    Odoo's own form reads fields that need them, and ends in an access error.
    """

    _name = "aftersales.own.form"
    _description = "Shown in a Form of Ours"

    # Who has this group gets Odoo's form, the others ours.
    _native_group = None
    _own_form = None

    def get_formview_id(self, access_uid=None):
        """Open our own form where Odoo's would ask for rights of its app."""
        if self.env.user.has_group(self._native_group):
            return super().get_formview_id(access_uid)
        return self.env.ref(self._own_form).id

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Show our own form also to who comes back by a bookmark or a reload."""
        if view_type == "form" and not view_id:
            if not self.env.context.get("form_view_ref"):
                view_id = self.get_formview_id() or None
        return super().get_view(view_id, view_type, **options)
