from odoo.tests import new_test_user

from . import access, screens
from .common import AcrossCase


class TestScreens(AcrossCase):
    """Each role opens each menu it sees: views, records, filters and groupings."""

    def test_each_menu_of_each_role(self):
        for role, group in access.roles(self.env).items():
            user = new_test_user(
                self.env,
                login=f"screens_{role}",
                groups=",".join({access.OUTSIDER, *group.get_external_id().values()}),
            )
            menus = screens.our_menus(self.env, user)
            self.assertEqual(bool(menus), role != "outsider", role)
            for menu in menus:
                with self.subTest(f"{role}: {menu['xmlid']}"):
                    action = screens.action_of(self.env, user, menu)
                    if action["type"] == "ir.actions.act_window":
                        self._assert_opens(user, action)

    def _assert_opens(self, user, action):
        screen = screens.Screen(self.env, user, action)
        screen.open()
        for name, domain in screen.filters().items():
            with self.subTest(f"filter {name}"):
                screen.model.search_count(screen.domain + domain)
        for name, group_by in screen.groupings().items():
            with self.subTest(f"grouping {name}"):
                screen.model.formatted_read_group(
                    screen.domain, [group_by], ["__count"]
                )
