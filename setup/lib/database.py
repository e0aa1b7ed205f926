"""Databases: a template with Odoo's apps, made once, and copies of it with our addons.

A database carries in its comment the hash of what it was made from, so that nothing is
installed twice. A database is made under another name and renamed last: when its name
is there, it is whole.
"""

import hashlib
import os
import shutil

from . import cache, odoo, paths, say

#: What our addons depend on, installed once into the template.
APPS = ("repair", "survey", "fleet", "sms", "hr", "report_xlsx")
LANGUAGE = "zh_CN,en_US"
#: To be raised when the way a template is made changes.
FORMAT = "1"
#: Who can log in to the demo dealer: role, login, password. Only those there are shown.
LOGINS = (
    ("agent", "agent", "agent"),
    ("service manager", "service", "service"),
    ("manager", "manager", "manager"),
    ("director", "director", "director"),
    ("marketing", "marketing", "marketing"),
    ("administrator", "admin", "admin"),
)
#: Makes the demo dealer; its progress is logged behind the words "demo dealer:".
BUILD_DEMO = """
from odoo.addons.aftersales_followup.demo import dealer
dealer.build(env)
env.cr.commit()
"""
#: Compiles what browsers load first; else each visitor and browser test waits for it.
BUILD_ASSETS = """
for bundle in (
    "web.assets_web",
    "web.assets_frontend",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "survey.survey_assets",
):
    files = env["ir.qweb"]._get_asset_bundle(bundle)
    files.css()
    files.js()
env.cr.commit()
"""
#: Files of an addon that never reach the database.
NOT_INSTALLED = {"tests", "demo", "static", "readme", "__pycache__"}


def demo_name():
    """Return the name of the demo database."""
    return os.environ.get("AFTERSALES_DB") or "aftersales_demo"


def test_name():
    """Return the name of the test database."""
    return os.environ.get("AFTERSALES_TEST_DB") or "aftersales_test"


def template(machine, apps=APPS):
    """Return a database with ``apps`` and no demo data, made when it is not there."""
    what = [FORMAT, str(paths.ROOT), machine.source.label, LANGUAGE, *apps]
    name = "aftersales_template_" + _digest(what)[:8]
    with _held(name):
        if name not in machine.server.databases():
            with say.stage(
                f"Installing Odoo's apps into a template: {', '.join(apps)}"
            ):
                _make_template(machine, name, apps)
    return name


def _make_template(machine, name, apps):
    new = f"{name}_new"
    discard(machine, new)
    machine.server.create(new)
    # Only while it is made: nobody misses it when the machine fails.
    machine.server.execute("ALTER DATABASE {new} SET synchronous_commit = off", new=new)
    odoo.call(
        machine,
        "apps",
        "-d",
        new,
        "-i",
        ",".join(apps),
        "--load-language",
        LANGUAGE,
        "--stop-after-init",
        "--no-http",
        "--max-cron-threads=0",
    )
    machine.server.execute("ALTER DATABASE {new} RESET synchronous_commit", new=new)
    _rename(machine, new, name)


def copy(machine, origin, name):
    """Make ``name`` a copy of the database ``origin``; one that is there goes."""
    new = f"{name}_new"
    discard(machine, new)
    with _held(origin):
        machine.server.create(new, template=origin)
    if filestore(origin).exists():
        # Odoo never changes a file in its filestore: links are copies.
        shutil.copytree(filestore(origin), filestore(new), copy_function=os.link)
    _rename(machine, new, name)


def discard(machine, name):
    """Drop a database and its files; it may not exist."""
    machine.server.drop(name)
    shutil.rmtree(filestore(name), ignore_errors=True)


def _rename(machine, old, new):
    discard(machine, new)
    if filestore(old).exists():
        filestore(old).rename(filestore(new))
    machine.server.rename(old, new)


def filestore(name):
    """Return the folder of a database's attachments."""
    return paths.DATA / "filestore" / name


def ensure_test(machine, name=None):
    """Return a database with our addons, no demo data; made anew when they changed."""
    name = name or test_name()
    base = template(machine)
    wanted = f"{base} {addons_digest()}"
    with _held(name):
        if machine.server.databases().get(name) != wanted:
            with say.stage(f"Making the database {name}: {_addon_names()}"):
                copy(machine, base, name)
                # Tests roll back: their commits need not wait for the disk.
                machine.server.execute(
                    "ALTER DATABASE {name} SET synchronous_commit = off", name=name
                )
                install(machine, name)
            machine.server.label(name, wanted)
    return name


def ensure_demo(machine, name=None, fresh=False):
    """Return the demo database, made when missing, updated when our addons changed.

    :param fresh: make it anew in any case
    """
    name = name or demo_name()
    wanted = addons_digest()
    with _held(name):
        comment = machine.server.databases().get(name)
        if fresh or not comment:
            _make_demo(machine, name, wanted)
        elif comment != wanted:
            with say.stage(f"Updating the addons in {name}"):
                install(machine, name)
            machine.server.label(name, wanted)
    return name


def _make_demo(machine, name, comment):
    base = template(machine)
    new = f"{name}_building"
    with say.stage(f"Making the database {name}: {_addon_names()}"):
        copy(machine, base, new)
        install(machine, new)
    build_demo(machine, new)
    build_assets(machine, new)
    machine.server.label(new, comment)
    _rename(machine, new, name)


def _held(name):
    return cache.lock(paths.STATE / f"{name}.lock", f"the database {name}")


def install(machine, name):
    """Install our addons in a database, or update those that are installed."""
    names = _addon_names()
    if names:
        odoo.call(
            machine,
            f"install {name}",
            "-d",
            name,
            "-i",
            names,
            "-u",
            names,
            "--stop-after-init",
            "--no-http",
            "--max-cron-threads=0",
        )


def build_demo(machine, name):
    """Fill a database that has our addons with the demo dealer."""
    if any(addon.name == "aftersales_followup" for addon in paths.addons()):
        say.line("Making the demo dealer:")
        odoo.quiet_script(
            machine, "demo dealer", name, BUILD_DEMO, shown="demo dealer:"
        )


def build_assets(machine, name):
    """Compile the scripts and styles of a database ahead of the first browser."""
    with say.stage("Compiling scripts and styles"):
        odoo.quiet_script(machine, "assets", name, BUILD_ASSETS)


def logins(machine, name):
    """Return those of LOGINS that a database knows."""
    rows = machine.server.execute(
        "SELECT login FROM res_users WHERE active", database=name
    )
    known = {login for (login,) in rows}
    return [line for line in LOGINS if line[1] in known]


def _addon_names():
    return ",".join(folder.name for folder in paths.addons())


def addons_digest():
    """Return a hash of all files of our addons that reach a database."""
    parts = [FORMAT]
    for addon in paths.addons():
        for file in sorted(addon.rglob("*")):
            inside = file.relative_to(addon).parts
            if (
                file.is_file()
                and not NOT_INSTALLED.intersection(inside)
                and file.suffix != ".pyc"
            ):
                parts.append(
                    f"{addon.name}/{'/'.join(inside)} {_digest([file.read_bytes()])}"
                )
    return _digest(parts)


def _digest(parts):
    total = hashlib.sha256()
    for part in parts:
        total.update(part if isinstance(part, bytes) else part.encode())
        total.update(b"\0")
    return total.hexdigest()
