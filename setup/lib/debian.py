"""Debian packages: installed, or only unpacked when from the unstable suite."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

from . import paths, say
from .say import Refusal

#: What the commands need from the system: package -> commands, one must be on PATH.
TOOLS = {
    "wkhtmltopdf": ("wkhtmltopdf",),
    "chromium": (
        "chromium",
        "google-chrome",
        "google-chrome-stable",
        "chromium-browser",
    ),
    "poppler-utils": ("pdftoppm",),
    "gettext": ("msgfmt",),
    "npm": ("npm",),
}
NO_SOURCE = "set ODOO_HOME to a folder with the source of Odoo 19"
#: The package of the font; any other one with Chinese will do.
CJK_FONT = "fonts-noto-cjk"


def need(*packages):
    """Install those of ``packages`` whose command is missing.

    :raise Refusal: naming the packages, when apt-get is missing or not allowed
    """
    missing = [package for package in packages if not _is_there(package)]
    if missing:
        install(missing)


def _is_there(package):
    if package == CJK_FONT:
        if not shutil.which("fc-list"):
            return False
        fonts = subprocess.run(
            ["fc-list", ":lang=zh-cn"], capture_output=True, text=True
        )
        return bool(fonts.stdout.strip())
    return any(shutil.which(command) for command in TOOLS[package])


def install(packages):
    """Install ``packages`` with apt-get, when this machine has it and we are root."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Refusal(
            f"missing on this machine: {names}: install them with your package manager"
        )
    if os.geteuid():
        raise Refusal(f"missing on this machine: run  sudo apt-get install {names}")
    if CJK_FONT in packages:
        # fc-list, which tells that the font is there.
        packages = [*packages, "fontconfig"]
    with say.stage(f"Installing {names} with apt-get"):
        # What an earlier, killed installation left; nothing as a rule.
        _apt("dpkg", "--configure", "-a")
        with contextlib.suppress(Refusal):
            # A source of somebody else's that fails is no reason to give up.
            _apt("apt-get", "update")
        try:
            _apt("apt-get", "install", "-y", "--no-install-recommends", *packages)
        except Refusal as error:
            raise Refusal(
                f"apt-get could not install {names}: install them by hand; {error}"
            ) from None


def _apt(*command):
    tool, wait = command[0], []
    if tool == "apt-get":
        wait = ["-oDPkg::Lock::Timeout=300"]
    say.call(
        " ".join(command[:2]),
        [tool, *wait, *command[1:]],
        paths.LOGS / f"{tool}-{command[1].strip('-')}.log",
        # Killing it half way would leave the system's packages in pieces.
        before=None,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )


class Unstable:
    """Debian's unstable suite, read through private lists: the machine's own stay.

    Where the packages come from is taken from the machine's own apt sources.
    """

    def __init__(self, folder):
        """:param folder: an empty folder for the lists, removed by the caller."""
        self.folder = Path(folder)
        source = self.folder / "unstable.list"
        source.write_text(self._source())
        for name in ("lists", "cache", "state"):
            (self.folder / name / "partial").mkdir(parents=True)
        (self.folder / "state" / "status").touch()
        self.options = [
            f"-oDir::Etc::SourceList={source}",
            "-oDir::Etc::SourceParts=/dev/null",
            "-oDir::Etc::PreferencesParts=/dev/null",
            f"-oDir::State={self.folder / 'state'}",
            f"-oDir::State::status={self.folder / 'state' / 'status'}",
            f"-oDir::State::Lists={self.folder / 'lists'}",
            f"-oDir::Cache={self.folder / 'cache'}",
            f"-oAPT::Sandbox::User={_user_name()}",
        ]
        say.call(
            "apt-get update",
            ["apt-get", *self.options, "update"],
            paths.LOGS / "unstable.log",
        )

    @staticmethod
    def _source():
        release = _os_release()
        if release.get("ID") != "debian" or not shutil.which("apt-get"):
            raise Refusal(f"this is no Debian: {NO_SOURCE}")
        # apt itself reads its sources, so both ways of writing them are understood.
        listed = subprocess.run(
            [
                "apt-get",
                "indextargets",
                "--format",
                "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SIGNED_BY)",
                "Created-By: Packages",
            ],
            capture_output=True,
            text=True,
        )
        for line in listed.stdout.splitlines():
            uri, suite, component, signed_by = line.split("|", 3)
            if (
                suite in (release.get("VERSION_CODENAME"), "sid", "unstable")
                and component == "main"
            ):
                key = f"[signed-by={signed_by}] " if signed_by.startswith("/") else ""
                return f"deb {key}{uri} sid main\n"
        raise Refusal(f"no Debian source found in /etc/apt: {NO_SOURCE}")

    def version(self, package):
        """Return the version of ``package`` in the suite, or None."""
        shown = subprocess.run(
            ["apt-cache", *self.options, "show", "--no-all-versions", package],
            capture_output=True,
            text=True,
        )
        for line in shown.stdout.splitlines():
            if line.startswith("Version: "):
                return line.split()[1]
        return None

    def download(self, packages, folder):
        """Return ``packages`` as files in ``folder``; apt checks their hashes."""
        say.call(
            "apt-get download",
            ["apt-get", *self.options, "download", *packages],
            paths.LOGS / "unstable-download.log",
            cwd=folder,
        )
        return sorted(Path(folder).glob("*.deb"))


def unpack(package, folder, *excluded):
    """Unpack the file ``package`` into ``folder`` without installing it."""
    reading = subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE
    )
    done = subprocess.run(
        [
            "tar",
            "-x",
            "--no-same-owner",
            "-C",
            str(folder),
            *(f"--exclude={path}" for path in excluded),
        ],
        stdin=reading.stdout,
        capture_output=True,
        text=True,
    )
    reading.stdout.close()
    if reading.wait() or done.returncode:
        raise Refusal(f"could not unpack {package.name}: {done.stderr.strip()[-200:]}")


def _os_release():
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return {}
    return {
        key: value.strip('"')
        for key, _eq, value in (line.partition("=") for line in lines)
    }


def _user_name():
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name
