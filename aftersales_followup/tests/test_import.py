import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_import import HEADER, ImportCase


@tagged("post_install", "-at_install")
class TestImport(ImportCase):
    """Settled jobs of another system: matched, never doubled (F21)."""

    def test_a_row_becomes_customer_car_and_order(self):
        record = self._load_rows(self._row())
        self.assertEqual(record.state, "done")
        self.assertEqual(self._counts(record), (1, 0, 0, 0), self._reasons(record))
        order = self._orders(record)
        self.assertEqual(order.state, "done")
        self.assertEqual(order.name, "GD001")
        self.assertEqual(order.company_id, self.company)
        # 15:30 in Shanghai
        self.assertEqual(order.date_closed, datetime.datetime(2026, 3, 1, 7, 30))
        self.assertEqual(order.mileage, 12345)
        self.assertEqual(order.settled_amount, 1234.5)
        self.assertEqual(order.work_summary, "更换机油")
        self.assertEqual(order.advisor_id, self.advisor)
        self.assertEqual(order.technician_ids, self.technician)
        self.assertEqual(order.sender_id.name, "李娜")
        partner, vehicle = order.partner_id, order.vehicle_id
        self.assertEqual(partner.name, "王伟")
        self.assertEqual(partner.phone, "+86 138 0000 0001")
        self.assertEqual(partner.customer_category_id, self.private)
        self.assertFalse(partner.is_company)
        self.assertEqual(vehicle.owner_id, partner)
        self.assertEqual(vehicle.vin_sn, "LSVAM4187C2184841")
        self.assertEqual(vehicle.model_id.name, "帕萨特")
        self.assertEqual(vehicle.model_id.brand_id.name, "大众")
        self.assertFalse(vehicle.company_id)
        self.assertEqual(vehicle.last_visit_date, datetime.date(2026, 3, 1))
        self.assertEqual(vehicle.last_mileage, 12345)

    def test_the_program_follows(self):
        record = self._load_rows(self._row())
        followup = self._generate()
        self.assertEqual(followup.repair_id, self._orders(record))
        self.assertEqual(followup.date_planned, datetime.date(2026, 3, 2))
        self.assertEqual(followup.partner_id.name, "王伟")
        self.assertEqual(followup.technician_names, "Technician Zhao")

    def test_same_file_twice(self):
        first = self._load_rows(
            self._row(), self._row(工单号="GD002", 车牌号="沪B88889", 车架号="")
        )
        partners = self.env["res.partner"].search_count([])
        vehicles = self.env["fleet.vehicle"].search_count([])
        again = self._load_rows(
            self._row(), self._row(工单号="GD002", 车牌号="沪B88889", 车架号="")
        )
        self.assertEqual(self._counts(first), (2, 0, 0, 0), self._reasons(first))
        self.assertEqual(self._counts(again), (0, 0, 2, 0))
        self.assertEqual(len(self._orders(again)), 2)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(self.env["fleet.vehicle"].search_count([]), vehicles)

    def test_correction_updates(self):
        self._load_rows(self._row())
        again = self._load_rows(self._row(里程="12400", 维修内容="更换机滤"))
        self.assertEqual(self._counts(again), (0, 1, 0, 0))
        order = self._orders(again)
        self.assertEqual(order.mileage, 12400)
        self.assertEqual(order.work_summary, "更换机油\n更换机滤")
        self.assertEqual(order.vehicle_id.last_mileage, 12400)

    def test_row_twice_in_a_file(self):
        record = self._load_rows(
            self._row(), self._row(), self._row(维修内容="四轮定位")
        )
        self.assertEqual(self._counts(record), (1, 0, 2, 0))
        self.assertEqual(self._orders(record).work_summary, "更换机油\n四轮定位")

    def test_one_number_for_two_cars(self):
        record = self._load_rows(
            self._row(), self._row(车牌号="沪C00001", 车架号="LSVAM4187C2184842")
        )
        self.assertEqual(self._counts(record), (1, 0, 0, 1))
        self.assertIn("Row 2", self._reasons(record)[0])
        other = self._load_rows(
            self._row(车牌号="沪C00001", 车架号="LSVAM4187C2184842")
        )
        self.assertEqual(self._counts(other), (0, 0, 0, 1))
        self.assertIn("another car", self._reasons(other)[0])

    def test_numbers_of_two_sources_are_two_jobs(self):
        self._load_rows(self._row())
        other = self._load_rows(self._row(), profile=self._make_profile("Body shop"))
        self.assertEqual(self._counts(other), (1, 0, 0, 0))
        self.assertEqual(
            self.env["repair.order"].search_count([("name", "=", "GD001")]), 2
        )

    def test_customer_and_car_are_found_again(self):
        known = self._make_customer("王伟", phone="+8613800000001")
        car = self._make_vehicle(known, "沪B·88888")
        record = self._load_rows(self._row(送修人=""))
        order = self._orders(record)
        self.assertEqual((order.partner_id, order.vehicle_id), (known, car))
        self.assertEqual(
            car.vin_sn, "LSVAM4187C2184841", "the chassis number is completed"
        )
        self.assertEqual(record.new_partner_count + record.new_vehicle_count, 0)

    def test_key_customer_s_job_was_settled_elsewhere(self):
        """Whether it was inspected the file does not say; the order says so (A5)."""
        vip = self.env.ref("aftersales_followup.customer_category_vip")
        self._make_customer("王伟", phone="+8613800000001", customer_category_id=vip.id)
        record = self._load_rows(self._row(送修人=""))
        self.assertEqual(self._counts(record), (1, 0, 0, 0), self._reasons(record))
        order = self._orders(record)
        self.assertEqual(order.date_inspected, order.date_closed)
        self.assertTrue(order.inspection_note)

    def test_another_stores_customer_is_another(self):
        theirs = self._make_customer(
            "王伟", phone="+8613800000001", company_id=self.other_company.id
        )
        order = self._orders(self._load_rows(self._row(送修人="")))
        self.assertEqual(order.partner_id.name, "王伟")
        self.assertNotEqual(order.partner_id, theirs)

    def test_one_new_customer_with_two_cars(self):
        record = self._load_rows(
            self._row(送修人=""),
            self._row(
                工单号="GD002",
                车牌号="沪B88889",
                车架号="",
                电话="０１３８-00000001",
                送修人="",
            ),
            self._row(
                工单号="GD003",
                车牌号="沪B88889",
                车架号="",
                电话="86 13800000001",
                送修人="",
            ),
        )
        # 0138… is not a number of the plan: kept as it stands.
        self.assertEqual(self._counts(record)[0], 3, self._reasons(record))
        orders = self._orders(record)
        self.assertEqual(orders[0].partner_id, orders[2].partner_id)
        self.assertEqual(orders[1].vehicle_id, orders[2].vehicle_id)

    def test_two_people_with_one_number(self):
        record = self._load_rows(
            self._row(送修人=""),
            self._row(
                工单号="GD002", 车牌号="沪B88889", 车架号="", 车主="李娜", 送修人=""
            ),
        )
        self.assertEqual(len(self._orders(record).partner_id), 2)
        alone = self._make_profile("Alone", customer_match="phone")
        record = self._load_rows(
            self._row(
                工单号="X1",
                车牌号="沪B7",
                车架号="",
                车主="王小伟",
                电话="13700000000",
                送修人="",
            ),
            self._row(
                工单号="X2",
                车牌号="沪B8",
                车架号="",
                车主="赵六",
                电话="13700000000",
                送修人="",
            ),
            profile=alone,
        )
        self.assertEqual(len(self._orders(record).partner_id), 1)

    def test_ambiguous_customer_is_asked(self):
        self._make_customer("张三", phone="13811111111")
        self._make_customer("张三", phone="13822222222")
        record = self._load_rows(self._row(车主="张三", 电话="", 送修人=""))
        self.assertEqual(self._counts(record), (0, 0, 0, 1))
        self.assertIn("张三", self._reasons(record)[0])

    def test_customer_care_s_number_is_kept(self):
        known = self._make_customer("王伟", phone="+8613899999999")
        self._make_vehicle(known, "沪B88888")
        record = self._load_rows(self._row(送修人=""))
        self.assertEqual(self._orders(record).partner_id, known)
        self.assertEqual(known.phone, "+8613899999999")
        self.assertIn("another phone", record.row_ids.note)

    def test_car_was_sold(self):
        self._load_rows(self._row(送修人=""))
        record = self._load_rows(
            self._row(
                工单号="GD002",
                结算日期="2026-03-02",
                车主="赵六",
                电话="13700000000",
                送修人="",
            )
        )
        car = self._orders(record).vehicle_id
        self.assertEqual(len(car), 1)
        self.assertEqual(car.owner_id.name, "赵六")
        self.assertEqual(self._orders(record)[0].partner_id.name, "王伟")
        # An older file, loaded late, does not give the car back.
        self._load_rows(self._row(工单号="GD000", 结算日期="2026-02-01", 送修人=""))
        self.assertEqual(car.owner_id.name, "赵六")

    def test_plate_moves_to_the_next_car(self):
        self._load_rows(self._row(送修人=""))
        record = self._load_rows(
            self._row(工单号="GD002", 车架号="LSVAM4187C2184842", 送修人="")
        )
        self.assertEqual(len(self._orders(record).vehicle_id), 2)

    def test_car_with_a_new_plate(self):
        """The chassis number finds it; the latest visit tells the plate."""
        old = self._load_rows(self._row(送修人=""))
        new = self._row(
            工单号="GD002", 结算日期="2026-03-02", 车牌号="沪C00001", 送修人=""
        )
        car = self._orders(self._load_rows(new)).vehicle_id
        self.assertEqual(car, self._orders(old).vehicle_id)
        self.assertEqual(car.license_plate, "沪C00001")
        self._load_rows(self._row(工单号="GD000", 结算日期="2026-02-01", 送修人=""))
        self.assertEqual(car.license_plate, "沪C00001")

    def test_who_brought_it_without_a_number_is_a_note(self):
        partners = self.env["res.partner"].search_count([])
        record = self._load_rows(self._row(送修人="李娜", 送修人电话=""))
        order = self._orders(record)
        self.assertFalse(order.sender_id)
        self.assertIn("李娜", order.reception_note)
        self.assertEqual(self.env["res.partner"].search_count([]), partners + 1)

    def test_unknown_names_are_remembered_and_assigned_later(self):
        record = self._load_rows(
            self._row(服务顾问="顾问甲", 技师="老张、Technician Zhao", 客户类别="老友")
        )
        order = self._orders(record)
        self.assertEqual(self._counts(record), (1, 0, 0, 0))
        self.assertFalse(order.advisor_id)
        self.assertEqual(order.import_advisor, "顾问甲")
        self.assertEqual(order.technician_ids, self.technician)
        names = self.env["aftersales.import.name"].with_user(self.manager)
        names = {name.kind: name for name in names.search([])}
        self.assertEqual(set(names), {"advisor", "technician", "category"})
        self.assertEqual(self.profile.unknown_count, 3)
        names["advisor"].user_id = self.advisor
        employee = self.env["hr.employee"].create(
            {"name": "Zhang", "company_id": self.company.id}
        )
        names["technician"].employee_id = employee.id
        names["category"].category_id = self.private
        self.assertEqual(order.advisor_id, self.advisor)
        self.assertEqual(order.technician_ids, self.technician + employee)
        self.assertEqual(order.partner_id.customer_category_id, self.private)
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.unknown_count, 0)
        again = self._load_rows(
            self._row(工单号="GD009", 服务顾问="顾问甲", 技师="老张", 客户类别="老友")
        )
        latest = self._orders(again)[-1]
        self.assertEqual(
            (latest.advisor_id, latest.technician_ids), (self.advisor, employee)
        )

    def test_columns_are_remembered(self):
        rows = [["Nr", "Datum", "Kennz", "Kunde"], ["1", "2026-03-01", "沪B1", "王伟"]]
        record = self._make_import(self._xlsx(rows))
        record.action_preview()
        self.assertIn("job number", record.summary)
        with self.assertRaises(UserError):
            record.action_run()
        for column, target in zip(
            record.column_ids, ("job", "date", "plate", "owner"), strict=True
        ):
            column.target = target
        record.action_run()
        self._run_cron()
        self.assertEqual(self._counts(record), (1, 0, 0, 0))
        again = self._make_import(self._xlsx(rows))
        again.action_preview()
        self.assertEqual(
            again.column_ids.mapped("target"), ["job", "date", "plate", "owner"]
        )

    def test_column_chosen_twice(self):
        record = self._make_import(self._xlsx([HEADER, self._row()]))
        record.action_preview()
        record.column_ids[1].target = "plate"
        with self.assertRaisesRegex(UserError, "Only one column"):
            record.action_preview()

    def test_rights(self):
        content = self._xlsx([HEADER, self._row()])
        for user in (
            self.agent,
            self.advisor,
            self.service_manager,
            self.director,
            self.auditor,
        ):
            with self.assertRaises(AccessError, msg=user.name):
                self._make_import(content, user=user)
        record = self._load(content)
        self.assertTrue(record.with_user(self.auditor).row_ids.has_access("read"))
        self.assertFalse(record.with_user(self.agent).has_access("read"))
        # The file was loaded without rights on orders, cars and customers.
        self.assertFalse(
            self._orders(record).with_user(self.manager).has_access("write")
        )

    def test_other_store_sees_nothing(self):
        record = self._load_rows(self._row())
        user = self._make_user("west", "group_care_manager", company=self.other_company)
        context = {"allowed_company_ids": self.other_company.ids}
        for records in (record, record.row_ids, record.column_ids, self.profile):
            elsewhere = records.with_user(user).with_context(**context)
            self.assertFalse(elsewhere.has_access("read"), records._name)

    def test_loaded_file_is_history(self):
        record = self._load_rows(self._row())
        for change in ({"profile_id": self._make_profile("B").id}, {"file": b"YQ=="}):
            with self.assertRaises(UserError):
                record.write(change)
        with self.assertRaises(UserError):
            record.action_run()
