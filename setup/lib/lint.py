"""The checks that need no database: ``setup/lint``, first part of ``setup/test``.

Each check is a function ``check(fix)`` that returns its complaints as text,
empty when there are none. Settings are in the usual files at the top of the checkout,
where editors find them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import cache, debian, paths, say

PRETTY = (".xml", ".js", ".scss", ".css", ".json", ".yml")
PRETTIER = paths.SETUP / "prettier"


def run(fix=False):
    """Run all checks, print the complaints; return the names of those that complained.

    :param fix: let the formatters rewrite the files first
    """
    failed = []
    for check in (
        ruff,
        ruff_format,
        prettier,
        pylint,
        oca_module,
        oca_po,
        xml,
        translations,
    ):
        name = check.__name__.replace("_", " ")
        with say.stage(f"lint: {name}"):
            complaints = check(fix)
        if complaints:
            print(complaints.rstrip(), flush=True)
            failed.append(name)
    return failed


def ruff(fix):
    """Mistakes, imports, complexity."""
    return _output("ruff", "check", "--quiet", *(["--fix"] if fix else []), ".")


def ruff_format(fix):
    """Python's format."""
    return _output(
        "ruff",
        "format",
        "--quiet",
        *([] if fix else ["--check", "--diff"]),
        ".",
    )


def prettier(fix):
    """The format of XML, JavaScript and styles."""
    files = [
        file
        for file in _files(*PRETTY)
        if not {"lib", "readme"}.intersection(Path(file).parts)
    ]
    if not files:
        return ""
    modules = _prettier()
    return _call(
        "node",
        modules / "prettier" / "bin" / "prettier.cjs",
        f"--plugin={modules / '@prettier' / 'plugin-xml' / 'src' / 'plugin.js'}",
        "--log-level=warn",
        "--write" if fix else "--check",
        *files,
    )


def _prettier():
    """Return a folder with prettier and its XML plugin as locked, hashes checked."""
    debian.need("npm")
    lock = PRETTIER / "package-lock.json"
    shelf = paths.cache() / "prettier"
    folder = shelf / hashlib.sha256(lock.read_bytes()).hexdigest()[:12]

    def fill(new):
        for name in ("package.json", lock.name):
            shutil.copy(PRETTIER / name, new)
        say.call(
            "npm ci",
            ["npm", "ci", "--ignore-scripts", "--no-audit"],
            paths.LOGS / "npm.log",
            cwd=new,
        )

    with cache.lock(shelf / ".lock", "the download of prettier"):
        return cache.folder(folder, fill) / "node_modules"


def pylint(fix):
    """pylint-odoo."""
    return _for_addons("pylint", "--rcfile=.pylintrc")


def oca_module(fix):
    """OCA's checks of manifests, XML ids, views, CSV."""
    tool = ["oca-checks-odoo-module", "--config=.oca_hooks.cfg"]
    if fix:
        # It complains of what it has just mended; the second run tells what is left.
        _for_addons(*tool, "--fix")
    return _for_addons(*tool)


def oca_po(fix):
    """OCA's checks of translations."""
    files = _files(".po", ".pot")
    return _output("oca-checks-po", "--config=.oca_hooks.cfg", *files) if files else ""


def xml(fix):
    """Each XML file can be parsed."""
    from lxml import etree

    complaints = []
    for file in _files(".xml"):
        try:
            etree.parse(paths.ROOT / file)
        except etree.XMLSyntaxError as error:
            complaints.append(f"{file}: {error}")
    return "\n".join(complaints)


def translations(fix):
    """Catalogues are valid, nothing is fuzzy; that they are whole is a test's."""
    import polib

    complaints = []
    for file in _files(".po", ".pot"):
        complaints.append(
            _call("msgfmt", "--check-format", "--check-domain", "-o", os.devnull, file)
        )
    for file in _files("zh_CN.po"):
        complaints += [
            f"{file}:{entry.linenum}: fuzzy: {entry.msgid[:80]!r}"
            for entry in polib.pofile(str(paths.ROOT / file)).fuzzy_entries()
        ]
    return "\n".join(filter(None, complaints))


def _files(*endings):
    """Return the addons' files with one of these endings, relative to the checkout."""
    found = []
    for addon in paths.addons():
        for file in addon.rglob("*"):
            inside = file.relative_to(paths.ROOT)
            if (
                file.is_file()
                and file.name.endswith(endings)
                and "node_modules" not in inside.parts
            ):
                found.append(str(inside))
    return sorted(found)


def _for_addons(tool, *arguments):
    names = [addon.name for addon in paths.addons()]
    return _output(tool, *arguments, *names) if names else ""


def _output(tool, *arguments):
    return _call(Path(sys.prefix) / "bin" / tool, *arguments)


def _call(*command):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=paths.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if not done.returncode:
        return ""
    return done.stdout.strip() or f"{command[0]} ended with {done.returncode}"
