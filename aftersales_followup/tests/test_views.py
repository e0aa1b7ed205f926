from lxml import etree

from odoo.tests import tagged

from .common import AftersalesCase

ALL_ROLES = ("agent", "advisor", "service_manager", "manager", "director", "auditor")
# Actions of the app and who opens them; the manager opens all.
ACTIONS = {
    "aftersales_followup_action": ALL_ROLES,
    "aftersales_followup_action_queue": ("agent", "manager"),
    "aftersales_followup_call_action": ("agent", "manager"),
    "aftersales_followup_attempt_action": ALL_ROLES,
    "aftersales_followup_score_action": ALL_ROLES,
    "res_partner_action_aftersales": ALL_ROLES,
    "fleet_vehicle_action_aftersales": ALL_ROLES,
    "repair_order_action_aftersales": ALL_ROLES,
    "aftersales_contact_block_action": ALL_ROLES,
    "aftersales_program_action": ("manager",),
    "aftersales_program_failure_action": ("manager",),
    "aftersales_purpose_action": ("manager",),
    "aftersales_customer_category_action": ("manager",),
    "aftersales_followup_outcome_action": ("manager",),
    "aftersales_script_action": ("manager",),
    "aftersales_satisfaction_item_action": ("manager",),
    "aftersales_satisfaction_scale_action": ("manager",),
    "survey_survey_action_aftersales": ("manager",),
    "aftersales_team_action": ("manager",),
    "aftersales_delegation_action": ("manager",),
    "aftersales_skip_reason_action": ("manager",),
    "aftersales_rework_reason_action": ("manager",),
    "aftersales_archive_item_action": ("manager",),
    "aftersales_loss_reason_action": ("manager",),
    "aftersales_evaluation_action": ALL_ROLES,
    "aftersales_evaluation_criterion_action": ("manager",),
}


@tagged("post_install", "-at_install")
class TestViews(AftersalesCase):
    """Every screen opens, with its data, for whoever has it in the menu (P)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_repair(technician_ids=[(6, 0, cls.technician.ids)])
        cls.vehicle.sales_adviser_id = cls.advisor
        cls.step._generate(cls.company)

    def _spec(self, models, arch, model):
        """Return what the web client reads for a view and the lists in it."""
        spec = {}
        for node in arch.xpath(".//field[not(ancestor::field)]"):
            name = node.get("name")
            field = models[model]["fields"].get(name)
            if field is None or arch.tag == "search":
                continue
            spec[name] = {}
            relation = field.get("relation")
            if field["type"] == "many2one":
                spec[name] = {"fields": {"display_name": {}}}
            elif relation:
                sub_view = next(iter(node), None)
                fields = {"display_name": {}}
                if sub_view is not None and relation in models:
                    fields.update(self._spec(models, sub_view, relation))
                spec[name] = {"fields": fields}
        return spec

    def _open(self, action, user):
        """Read what the action's list and form show."""
        model = self.env[action.res_model].with_user(user).with_company(self.company)
        views = [(view_id, kind) for view_id, kind in action.views if kind != "qweb"]
        result = model.get_views([*views, (action.search_view_id.id, "search")], {})
        records = model.search([], limit=3)
        for kind in ("list", "form", "kanban"):
            if kind not in result["views"]:
                continue
            arch = etree.fromstring(result["views"][kind]["arch"])
            spec = self._spec(result["models"], arch, model._name)
            for record_id in records.ids:
                # One by one, as the client does: a field of Odoo's survey form
                # cannot be computed for several.
                model.browse(record_id).web_read(spec)
        return records

    def test_screens_open(self):
        roles = {name: getattr(self, name) for name in ALL_ROLES}
        for xml_id, names in ACTIONS.items():
            action = self.env.ref(f"aftersales_followup.{xml_id}")
            for name in names:
                with self.subTest(action=xml_id, role=name):
                    self.env.invalidate_all()
                    self._open(action, roles[name])

    def test_forms_need_no_foreign_rights(self):
        """From wherever an agent opens a car or an order, it is in our form (F17)."""
        for record, view in (
            (self.vehicle, "fleet_vehicle_view_form_aftersales"),
            (
                self.env["repair.order"].search([], limit=1),
                "repair_order_view_form_aftersales",
            ),
        ):
            view = self.env.ref(f"aftersales_followup.{view}")
            self.assertEqual(record.with_user(self.agent).get_formview_id(), view.id)
            form = record.with_user(self.agent).get_views([(False, "form")])["views"]
            self.assertEqual(form["form"]["id"], view.id, "a bookmark of the record")
            admin = self.env.ref("base.user_admin")
            self.assertNotEqual(record.with_user(admin).get_formview_id(), view.id)

    def test_technicians_by_workshop(self):
        """The workshop enters technicians without rights on employees."""
        worker = self._make_user("worker")
        worker.group_ids += self.env.ref("stock.group_stock_user")
        self.env.invalidate_all()
        repair = (
            self.env["repair.order"]
            .with_user(worker)
            .create(
                {
                    "partner_id": self.partner.id,
                    "vehicle_id": self.vehicle.id,
                    "technician_ids": [(6, 0, self.technician.ids)],
                }
            )
        )
        action = self.env.ref("repair.action_repair_order_tree")
        self._open(action, worker)
        self.assertEqual(repair.sudo().technician_ids, self.technician)
