"""What each role may do with each model of ours, as letters, read from Odoo itself."""

import csv
from pathlib import Path

#: The table that a person has read and agreed to, one line a model.
TABLE = Path(__file__).with_name("access_matrix.csv")
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
#: Somebody who works in the company but not in after-sales.
OUTSIDER = "base.group_user"


def roles(env):
    """Return the roles of the addons by their short names, and the outsider.

    A role is a group of the privilege "After-sales"; the portal's and the public's
    users have no rights at all and are not in the table.

    :return: dict of short name (``agent``) to ``res.groups``
    """
    groups = env["res.groups"].search([])
    names = groups.get_external_id()
    prefix = "aftersales_followup.group_"
    found = {
        names[group.id].removeprefix(prefix): group
        for group in groups
        if names[group.id].startswith(prefix)
    }
    return {"outsider": env.ref(OUTSIDER), **dict(sorted(found.items()))}


def models(env):
    """Return the names of the stored and transient models of the addons."""
    return sorted(
        name
        for name, model in env.registry.items()
        if name.startswith("aftersales.") and not model._abstract
    )


def matrix(env, users):
    """Return for each model what each role's user may do by the access lines.

    :param users: dict of role name to a ``res.users`` that has this role only
    :return: dict of model name to a dict of role name to letters of ``OPERATIONS``
    """
    return {
        name: {
            role: "".join(
                letter
                for operation, letter in OPERATIONS.items()
                if env[name].with_user(user).has_access(operation)
            )
            for role, user in users.items()
        }
        for name in models(env)
    }


def read_table():
    """Return the agreed table in the shape of :func:`matrix`."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row.pop("model"): row for row in rows}


def write_table(table):
    """Write the table, to be read and agreed to before it is committed."""
    first = next(iter(table.values()))
    with TABLE.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, ["model", *first], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"model": name, **row} for name, row in table.items())
