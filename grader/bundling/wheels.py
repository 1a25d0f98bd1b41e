"""The wheel of this very grader: built from its source, or packed again from where it is installed.

Neither needs the network. Where both fail, a pinned requirement stands in its place.
"""

import base64
import hashlib
import io
import tempfile
import zipfile
from collections.abc import Mapping
from importlib import metadata, util
from pathlib import Path

import grader
from grader.bundling.package import LONG_AGO

DISTRIBUTION = "nn-grader"
REFERENCE = "grader_reference/"
"""Where the right answers are: what students are given holds nothing of it."""
OF_THE_MACHINE = ("INSTALLER", "REQUESTED", "direct_url.json", "RECORD")


def wheel(*, reference: bool = True) -> Mapping[str, bytes]:
    """Return the wheel by its file name, with or without the right answers.

    Returns nothing where it can neither be built nor packed; ``requirement`` then says what to
    install.
    """
    found = _built() or _packed()
    if found is None:
        return {}
    name, content = found
    return {name: content if reference else _without(content, REFERENCE)}


def requirement() -> str:
    """Return the requirement that stands for the wheel."""
    return f"{DISTRIBUTION}=={grader.__version__}"


def _built() -> tuple[str, bytes] | None:
    """Build the wheel of a source tree, where there is one and what builds it."""
    root = Path(grader.__file__).resolve().parents[1]
    source = (root / "pyproject.toml").is_file() and (root / "reference").is_dir()
    if not source or util.find_spec("hatchling") is None:
        return None
    from hatchling.builders.wheel import WheelBuilder

    with tempfile.TemporaryDirectory() as folder:
        built = Path(next(iter(WheelBuilder(str(root)).build(directory=folder))))
        return built.name, built.read_bytes()


def _packed() -> tuple[str, bytes] | None:
    """Pack an installed distribution into the wheel that it came from."""
    try:
        installed = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return None
    files = {
        str(each): Path(str(each.locate())).read_bytes()
        for each in installed.files or ()
        if not str(each).startswith("..")
        and each.suffix != ".pyc"
        and each.name not in OF_THE_MACHINE
    }
    if "grader/__init__.py" not in files:  # installed as a link to a source tree
        return None
    tag = "py3-none-any"
    return f"{DISTRIBUTION.replace('-', '_')}-{installed.version}-{tag}.whl", _zipped(files)


def _without(wheel: bytes, folder: str) -> bytes:
    """Return a wheel without what lies in a folder of it."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        names = [n for n in archive.namelist() if not n.startswith(folder)]
        return _zipped({n: archive.read(n) for n in names if not n.endswith("/RECORD")})


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a wheel of files, with the record that lists them."""
    record = next(n for n in files if n.endswith(".dist-info/METADATA")).replace(
        "METADATA", "RECORD"
    )
    lines = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in sorted(files.items())]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(_entry(name), data)
        archive.writestr(_entry(record), "\n".join([*lines, f"{record},,", ""]))
    return content.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o100644 << 16
    return entry


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
