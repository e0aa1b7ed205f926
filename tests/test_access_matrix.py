import os

from odoo.tests import new_test_user

from . import access
from .common import AcrossCase


class TestAccessMatrix(AcrossCase):
    """Who may do what with each model of ours (P): no model is forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"matrix_{role}",
                groups=",".join({access.OUTSIDER, *group.get_external_id().values()}),
            )
            for role, group in access.roles(cls.env).items()
        }

    def test_as_agreed(self):
        """The access lines give exactly what the table says.

        After a change that is meant: ``AFTERSALES_WRITE_MATRIX=1 setup/test
        tests/test_access_matrix.py`` writes the table anew; read the difference.
        """
        found = access.matrix(self.env, self.users)
        if os.environ.get("AFTERSALES_WRITE_MATRIX"):
            access.write_table(found)
        agreed = access.read_table()
        self.assertEqual(sorted(found), sorted(agreed), "the models in the table")
        for model, rights in found.items():
            with self.subTest(model):
                self.assertEqual(rights, agreed[model])

    def test_outsiders_change_nothing(self):
        """A colleague without a role reads some lists of words, and changes nothing."""
        changing = {
            model: rights["outsider"]
            for model, rights in access.matrix(self.env, self.users).items()
            if set(rights["outsider"]) - {"r"}
        }
        self.assertEqual(changing, {})

    def test_the_public_sees_nothing(self):
        for login in ("base.group_portal", "base.group_public"):
            user = new_test_user(self.env, login=f"matrix_{login}", groups=login)
            for model in access.models(self.env):
                with self.subTest(f"{model} for {login}"):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def _company_rules(self, model):
        """Return the rules for everybody that keep a model to the user's companies."""
        rules = self.env["ir.rule"].search(
            [
                ("model_id.model", "=", model),
                ("groups", "=", False),
                ("perm_read", "=", True),
            ]
        )
        return rules.filtered(lambda rule: "company_ids" in (rule.domain_force or ""))

    def test_each_store_keeps_its_own(self):
        """A model with a company has the rule for it, and so has what hangs on it."""
        stored = [
            name for name in access.models(self.env) if not self.env[name]._transient
        ]
        of_a_store = {name for name in stored if "company_id" in self.env[name]._fields}
        for name in stored:
            parents = {
                field.comodel_name
                for field in self.env[name]._fields.values()
                if field.type == "many2one" and field.required and field.store
            }
            if name in of_a_store or parents & of_a_store:
                with self.subTest(name):
                    self.assertTrue(self._company_rules(name))
