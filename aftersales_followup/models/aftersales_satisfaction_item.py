from odoo import fields, models


class AftersalesSatisfactionItem(models.Model):
    """What is scored: the ten moments of truth (Q3) and what a dealer adds."""

    _name = "aftersales.satisfaction.item"
    _description = "Satisfaction Item"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Scores keep it, so that they stay comparable when the text changes.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    weight = fields.Float(
        string="Weight (%)",
        default=0.0,
        help="Weight in the MOT score; an item without weight is reported, but "
        "does not count for it.",
    )
    is_mot = fields.Boolean(
        string="MOT item", help="One of the ten items of the MOT score."
    )
    target = fields.Float(default=90.0, help="The score (0–100) to reach.")
    function = fields.Selection(
        [
            ("front_desk", "Front desk"),
            ("workshop", "Workshop"),
            ("parts", "Parts"),
            ("customer_care", "Customer care"),
            ("sales", "Sales"),
        ],
        string="Department",
        help="Who answers for this item.",
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a satisfaction item with this code already."
    )
    _weight_range = models.Constraint(
        "CHECK(weight >= 0 AND weight <= 100)",
        "The weight is a percentage between 0 and 100.",
    )
