"""The source of Odoo 19: the folder ODOO_HOME, or Debian's package in the cache."""

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import cache, debian, npm, paths, say
from .say import Refusal

SITE = "usr/lib/python3/dist-packages"
#: Packages that Debian's odoo-19 links into.
LINKED = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
)
#: What Debian leaves out of Odoo: npm package, its hash, its files, where they go.
LEFT_OUT = (
    (
        "@mediapipe/selfie_segmentation@0.1.1675465747",
        "sha512-IxYxNhwE5VwOm52L1yoFWYLP7q9Pd+NJjzOC5tlepfvEGaY3o9hslhUrx9BgseqdfZtKSDtd/4NfCSMjNzQalA==",
        "selfie_segmentation.js",
        f"{SITE}/odoo/addons/mail/static/lib/selfie_segmentation",
    ),
    (
        "font-awesome@4.7.0",
        "sha512-U6kGnykA/6bFmg1M/oT9EkFeIYv7JlX3bozwQJWiiLz6L0w3F5vBVPxHlwyX/vtNq1ckcpRKOB9f2Qal/VtFpg==",
        "fonts/*",
        "usr/share/fonts-font-awesome/fonts",
    ),
)


@dataclass(frozen=True)
class Source:
    """An unpacked Odoo 19."""

    #: The folder that goes on Python's path.
    home: Path
    #: What tells this source from another one in the cache.
    label: str

    @property
    def addons_path(self):
        """Odoo's addon folders."""
        folders = [self.home / "odoo" / "addons", self.home / "addons"]
        return [folder for folder in folders if folder.is_dir()]


def ensure():
    """Return the source of Odoo, fetching it when needed."""
    named = os.environ.get("ODOO_HOME")
    if named:
        return _named(Path(named).expanduser().resolve())
    shelf = paths.cache() / "odoo"
    kept = _newest(shelf)
    if not kept:
        with cache.lock(shelf / ".lock", "the download of Odoo"):
            kept = _newest(shelf) or _fetch(shelf)
    return Source(kept / SITE, kept.name)


def _named(home):
    release = home / "odoo" / "release.py"
    if not release.is_file():
        raise Refusal(
            f"ODOO_HOME={home} holds no Odoo: set it to a folder with odoo/release.py"
        )
    found = re.search(
        r"^version_info = \((\d+), (\d+)", release.read_text(), re.MULTILINE
    )
    if not found or found.groups() != ("19", "0"):
        raise Refusal(
            f"ODOO_HOME={home} is not Odoo 19.0: set it to the source of 19.0"
        )
    return Source(home, f"named-{home}")


def _newest(shelf):
    kept = [folder for folder in shelf.glob("19.0*") if (folder / SITE).is_dir()]
    return max(kept, key=lambda folder: folder.stat().st_mtime, default=None)


def _fetch(shelf):
    """Fetch the newest Odoo 19.0 of Debian's unstable suite into ``shelf``."""
    work = Path(tempfile.mkdtemp(prefix=".work-", dir=shelf))
    try:
        with say.stage("Looking for Odoo 19 among Debian's packages"):
            suite = debian.Unstable(work)
            version = suite.version("odoo-19")
        if not version or not version.startswith("19.0"):
            raise Refusal(f"Debian has no package odoo-19 any more: {debian.NO_SOURCE}")

        def fill(folder):
            for package in suite.download(("odoo-19", *LINKED), work):
                # A second, partial copy of the addons' Python files.
                debian.unpack(package, folder, f"./{SITE}/addons")
                package.unlink()
            for package, integrity, files, place in LEFT_OUT:
                with tempfile.TemporaryDirectory(dir=work) as unpacked:
                    content = npm.unpack(package, integrity, Path(unpacked))
                    (folder / place).mkdir(parents=True, exist_ok=True)
                    for file in content.glob(files):
                        shutil.copy(file, folder / place)

        debian.need("npm")
        with say.stage(f"Fetching Odoo {version} (about 140 MB)"):
            return cache.folder(shelf / version.replace("/", "_"), fill)
    finally:
        shutil.rmtree(work, ignore_errors=True)
