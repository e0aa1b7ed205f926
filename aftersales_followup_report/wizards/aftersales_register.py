from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# More does not print in a reasonable time; a workbook takes any number.
PDF_LIMIT = 3000
# Nothing was done to the car: who is called has stayed away or is still to come.
WITHOUT_WORK = ("lost_vehicle", "reminder")
WORK_COLUMNS = ("work", "advisor", "technicians")


class AftersalesRegister(models.TransientModel):
    """The daily registers (A4): follow-ups of a range of days, one line each.

    Lines are read with the rights of the user who prints: an agent gets the own and
    the team's ones, a manager the store's.
    """

    _name = "aftersales.register"
    _description = "Follow-up Register"

    # Lines fetched at once: a batch is in memory, never the register.
    _batch_size = 1000

    kind = fields.Selection(
        [
            ("after_repair", "After repair"),
            ("new_vehicle", "New vehicles"),
            ("lost_vehicle", "Lost vehicles"),
            ("reminder", "Reminders"),
            ("all", "All follow-ups"),
        ],
        string="Register",
        default="after_repair",
        required=True,
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._today()
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: self._today()
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
    )

    @api.model
    def _today(self):
        return self.env.company._aftersales_today()

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for register in self:
            if register.date_from > register.date_to:
                raise UserError(self.env._("The last day is before the first one."))

    # Lines ------------------------------------------------------------------------

    def _columns(self):
        """(field of a line, title, width in characters) in printing order."""
        if self.kind == "new_vehicle":
            return self._columns_new_vehicle()
        columns = [
            ("time", self.env._("Time"), 16),
            ("customer", self.env._("Customer"), 18),
            ("phone", self.env._("Phone"), 16),
            ("vehicle", self.env._("Car"), 22),
            ("plate", self.env._("Plate"), 12),
            ("work", self.env._("Work done"), 34),
            ("advisor", self.env._("Service advisor"), 16),
            ("technicians", self.env._("Technicians"), 28),
            ("agent", self.env._("Agent"), 16),
            ("result", self.env._("Result"), 14),
            ("score", self.env._("Score"), 8),
            ("comment", self.env._("Comment"), 34),
        ]
        if self.kind in WITHOUT_WORK:
            return [column for column in columns if column[0] not in WORK_COLUMNS]
        return columns

    def _columns_new_vehicle(self):
        """The day's sheet of new vehicles: the delivery instead of the work (F5)."""
        return [
            ("step", self.env._("Step"), 14),
            ("customer", self.env._("Customer"), 18),
            ("phone", self.env._("Phone"), 18),
            ("vehicle", self.env._("Car"), 22),
            ("plate", self.env._("Plate"), 14),
            ("vin", self.env._("VIN"), 20),
            ("delivered", self.env._("Delivered on"), 12),
            ("sales_adviser", self.env._("Sales adviser"), 14),
            ("agent", self.env._("Agent"), 14),
            ("time", self.env._("Time"), 16),
            ("result", self.env._("Result"), 16),
            ("score", self.env._("Score"), 8),
            ("comment", self.env._("Comment"), 36),
        ]

    def _source(self):
        """Name of the model whose records are the lines."""
        return "aftersales.followup"

    def _day_field(self):
        """The day that a line belongs to."""
        return "date_planned"

    def _domain(self):
        """Follow-ups of the register: due ones planned in the range."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("date_planned", ">=", self.date_from),
            ("date_planned", "<=", self.date_to),
            ("state", "not in", ("skipped", "cancelled")),
        ]
        if self.kind != "all":
            domain.append(("purpose_id.code", "=", self.kind))
        return domain

    def _line_count(self):
        return self.env[self._source()].search_count(self._domain())

    def _batches(self):
        """Lines as lists of dicts, a batch at a time, by day and id.

        Ids are found by the ORM with the user's rights; the columns by one query a
        batch, because reading 50 000 records through the ORM would cache them all.
        Only one batch is in memory: the next one starts behind its last line.
        """
        self.ensure_one()
        source, day_field = self.env[self._source()], self._day_field()
        size = self._batch_size
        domain = behind = Domain(self._domain())
        self.env.flush_all()
        while True:
            query = source._search(behind, order=f"{day_field}, id", limit=size)
            ids = [row[0] for row in self.env.execute_query(query.select())]
            if not ids:
                return
            lines = self._lines(ids)
            yield lines
            if len(ids) < size:
                return
            day, last = lines[-1]["day"], lines[-1]["id"]
            behind = (
                domain
                & Domain(day_field, ">=", day)
                & (Domain(day_field, ">", day) | Domain("id", ">", last))
            )

    def _lines(self, ids):
        lang = self.env.lang or "en_US"
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT f.id, f.date_planned AS day,
                    to_char(COALESCE(f.date_first_attempt, f.date_next)
                        AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s, 'YYYY-MM-DD HH24:MI')
                        AS time,
                    p.name AS customer, COALESCE(c.phone, p.phone) AS phone,
                    CONCAT_WS(' ', b.name, m.name) AS vehicle,
                    v.license_plate AS plate, f.work_summary AS work,
                    f.advisor_name AS advisor, f.technician_names AS technicians,
                    up.name AS agent,
                    COALESCE(o.name->>%(lang)s, o.name->>'en_US') AS result,
                    CASE WHEN f.has_score THEN f.score END AS score,
                    a.note AS comment, v.vin_sn AS vin,
                    to_char(v.delivery_date, 'YYYY-MM-DD') AS delivered,
                    sp.name AS sales_adviser,
                    COALESCE(s.name->>%(lang)s, s.name->>'en_US') AS step
                FROM aftersales_followup f
                LEFT JOIN res_partner p ON p.id = f.partner_id
                LEFT JOIN res_partner c ON c.id = f.contact_id
                LEFT JOIN fleet_vehicle v ON v.id = f.vehicle_id
                LEFT JOIN fleet_vehicle_model m ON m.id = v.model_id
                LEFT JOIN fleet_vehicle_model_brand b ON b.id = m.brand_id
                LEFT JOIN res_users su ON su.id = f.sales_adviser_id
                LEFT JOIN res_partner sp ON sp.id = su.partner_id
                LEFT JOIN aftersales_program_step s ON s.id = f.step_id
                LEFT JOIN res_users u ON u.id = f.user_id
                LEFT JOIN res_partner up ON up.id = u.partner_id
                LEFT JOIN aftersales_followup_outcome o ON o.id = f.outcome_id
                LEFT JOIN LATERAL (
                    SELECT t.note FROM aftersales_followup_attempt t
                    WHERE t.followup_id = f.id AND t.note IS NOT NULL
                    ORDER BY t.date DESC, t.id DESC LIMIT 1) a ON TRUE
                WHERE f.id IN %(ids)s
                ORDER BY f.date_planned, f.id
                """,
                zone=str(self.company_id.sudo()._aftersales_tz()),  # tz only
                lang=lang,
                ids=tuple(ids),
            )
        )

    # Buttons ----------------------------------------------------------------------

    def action_print_pdf(self):
        """Print the register; too long ones go to a workbook."""
        self.ensure_one()
        count = self._line_count()
        if count > PDF_LIMIT:
            raise UserError(
                self.env._(
                    "%(count)s lines are too many to print (at most %(limit)s). Take "
                    "the XLSX, or fewer days.",
                    count=count,
                    limit=PDF_LIMIT,
                )
            )
        report = self.env.ref("aftersales_followup_report.action_report_register")
        return report.report_action(self, config=False)

    def action_print_xlsx(self):
        """The register as a workbook."""
        self.ensure_one()
        report = self.env.ref("aftersales_followup_report.action_report_register_xlsx")
        return report.report_action(self, config=False)

    def _title(self):
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        if self.kind == "new_vehicle" and self.date_from == self.date_to:
            return self.env._("Day's sheet: %s", kinds[self.kind])
        return self.env._("Follow-up register: %s", kinds[self.kind])

    def _file_stem(self):
        """File name without its ending."""
        self.ensure_one()
        return f"{self._title()} {self.date_from} {self.date_to}".replace(":", "")
