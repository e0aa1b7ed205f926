"""Opens screens as the web client does: views, a page of records, filters, groups."""

from lxml import etree

from odoo.fields import Date
from odoo.tools.safe_eval import datetime as safe_datetime
from odoo.tools.safe_eval import dateutil, safe_eval

PAGE = 80


def our_menus(env, user):
    """Return the menus with an action that a user sees, as the web client loads them.

    :return: list of dicts with ``xmlid``, ``action_model`` and ``action_id``
    """
    menus = env["ir.ui.menu"].with_user(user).load_menus(False)
    return [
        menu
        for menu in menus.values()
        if menu.get("action_id") and (menu.get("xmlid") or "").startswith("aftersales_")
    ]


def action_of(env, user, menu):
    """Return the action that a menu opens, as a dict; a server action is run."""
    action = env[menu["action_model"]].with_user(user).browse(menu["action_id"])
    if menu["action_model"] == "ir.actions.server":
        return action.run()
    return action.sudo()._get_action_dict()


class Screen:
    """One window action opened by one user.

    :param action: dict of an ``ir.actions.act_window``
    """

    def __init__(self, env, user, action):
        words = {
            "uid": user.id,
            "allowed_company_ids": user.company_ids.ids,
            "active_id": False,
            "active_ids": [],
            "context_today": lambda: Date.context_today(user),
            "datetime": safe_datetime,
            "relativedelta": dateutil.relativedelta.relativedelta,
            "time": safe_datetime,
            "current_date": str(Date.context_today(user)),
        }
        self.words = words
        context = self._value(action.get("context") or {})
        self.domain = self._value(action.get("domain") or [])
        self.model = env[action["res_model"]].with_user(user).with_context(**context)
        views = list(action["views"])
        if action.get("search_view_id"):
            views.append((action["search_view_id"][0], "search"))
        else:
            views.append((False, "search"))
        self.views = self.model.get_views(views, {"toolbar": True})["views"]

    def _value(self, text):
        return safe_eval(text, dict(self.words)) if isinstance(text, str) else text

    def _specification(self, kind):
        """Return what the web client asks to read for a view of this kind."""
        arch = etree.fromstring(self.views[kind]["arch"])
        specification = {}
        for node in arch.iter("field"):
            if any(parent.tag == "field" for parent in node.iterancestors()):
                continue
            field = self.model._fields[node.get("name")]
            specification[field.name] = (
                {"fields": {"display_name": {}}} if field.relational else {}
            )
        return specification

    def open(self):
        """Read what each view of the action shows first; return the records' number."""
        read = 0
        for kind in self.views:
            if kind in ("list", "kanban", "activity", "calendar"):
                found = self.model.web_search_read(
                    self.domain, self._specification(kind), limit=PAGE
                )
                read = max(read, len(found["records"]))
            elif kind in ("pivot", "graph"):
                self._read_groups(kind)
            elif kind == "form":
                self._open_form()
        return read

    def _read_groups(self, kind):
        arch = etree.fromstring(self.views[kind]["arch"])
        groups, measures = [], ["__count"]
        for node in arch.iter("field"):
            if node.get("type") == "measure":
                field = self.model._fields[node.get("name")]
                measures.append(f"{field.name}:{field.aggregator or 'sum'}")
            elif node.get("invisible") != "1":
                interval = node.get("interval")
                name = node.get("name")
                groups.append(f"{name}:{interval}" if interval else name)
        self.model.formatted_read_group(self.domain, groups[:2], measures)

    def _open_form(self):
        specification = self._specification("form")
        first = self.model.search(self.domain, limit=1)
        if first:
            first.web_read(specification)
        arch = etree.fromstring(self.views["form"]["arch"])
        if self.model.has_access("create") and arch.get("create") not in ("0", "false"):
            self.model.onchange({}, [], specification)

    def filters(self):
        """Return the domain of each filter of the search view, by its name."""
        arch = etree.fromstring(self.views["search"]["arch"])
        return {
            node.get("name") or node.get("string"): self._value(node.get("domain"))
            for node in arch.iter("filter")
            if node.get("domain")
        }

    def groupings(self):
        """Return the ``group_by`` of each grouping of the search view, by its name."""
        arch = etree.fromstring(self.views["search"]["arch"])
        return {
            node.get("name"): self._value(node.get("context")).get("group_by")
            for node in arch.iter("filter")
            if "group_by" in (node.get("context") or "")
        }
