from collections import defaultdict

from odoo import models

from ..tools.import_values import name_key


class People:
    """Whom the names in a file mean: as a manager said, else by the name itself."""

    def __init__(self, assigned, known):
        self._assigned = assigned
        self._known = known
        self.unknown = set()

    def find(self, kind, name):
        """Return the record a name stands for, None when nobody or several bear it."""
        if not name:
            return None
        key = name_key(name)
        if (kind, key) in self._assigned:
            return self._assigned[kind, key] or None
        namesakes = self._known.get((kind, key), ())
        if len(namesakes) == 1:
            return next(iter(namesakes))
        self.unknown.add((kind, key, name))
        return None


class AftersalesImport(models.Model):
    """Advisers, technicians and categories: by name or login, or as assigned once."""

    _inherit = "aftersales.import"

    def _people(self, data_list):
        """Return who the names of the rows are."""
        known = defaultdict(set)
        users = self.env["res.users"].search(
            [("share", "=", False), ("company_ids", "in", self.company_id.ids)]
        )
        for user in users:
            for name in (user.name, user.login, user.login.partition("@")[0]):
                known["advisor", name_key(name)].add(user)
        employees = self.env["hr.employee"].search(
            [("company_id", "in", [False, self.company_id.id])]
        )
        for employee in employees:
            known["technician", name_key(employee.name)].add(employee)
        self._add_categories(known)
        assigned = {
            (name.kind, name.key): self._employee_of(name)
            if name.kind == "technician"
            else name._meaning()
            for name in self.profile_id.person_ids
        }
        return People(assigned, known)

    def _employee_of(self, name):
        return self.env["hr.employee"].browse(name.employee_id.ids)

    def _add_categories(self, known):
        """A category is known by its code and its name in every language."""
        Category = self.env["aftersales.customer.category"]
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for category in Category.search([]):
            words = {category.code}
            for lang in languages:
                words.add(category.with_context(lang=lang).name)
            for word in words:
                known["category", name_key(word)].add(category)

    def _remember_unknown(self, people):
        """Put names that nobody here bears where the manager can assign them."""
        Name = self.env["aftersales.import.name"]
        profile = self.profile_id
        there = {(name.kind, name.key) for name in profile.person_ids}
        fresh = {}
        for kind, key, name in people.unknown:
            if key and (kind, key) not in there:
                fresh.setdefault((kind, key), name)
        Name.create(
            [
                {"profile_id": profile.id, "kind": kind, "name": name}
                for (kind, _key), name in sorted(fresh.items())
            ]
        )
