"""An interpreter that can import the standard library, numpy and what was allowed. Student's side.

No folder that holds several packages ever enters the import path: beside numpy lies whatever else
is installed, the right answers among them. Packages are admitted one by one, by name.
"""

import importlib
import importlib.machinery
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Final

from grader.worker import adapters

PRELOADED: Final = (
    "numpy",
    "numpy.linalg",
    "numpy.random",
    "ast",
    "inspect",
    "io",
    "json",
    "random",
    "time",
    "tokenize",
    "traceback",
    "types",
    "typing",
)
"""What every submission uses; importing one of them late costs a child 1 to 35 ms."""

ENVIRONMENT: Final = {
    "CUDA_VISIBLE_DEVICES": "",
    "KERAS_BACKEND": "torch",
    "KERAS_HOME": "/dev/null/keras",
    "LANG": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TORCHINDUCTOR_CACHE_DIR": "/",
}
"""The whole environment: a second BLAS thread would hang behind the wall, a path would lead out.

Frameworks work on the processor alone, and write no settings into anybody's home.
"""

FLAGS: Final = ("-S", "-s", "-P", "-B")

NEVER: Final = ("grader", "grader_reference", "grader_plugins")


class MissingLibraryError(ImportError):
    """An assignment allows a library that is not installed."""


class Admitted:
    """Finds top-level packages by name, each in the folder it was admitted from."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of an admitted package; None leaves the name to others."""
        if path is not None or name not in self.places:
            return None
        return importlib.machinery.PathFinder.find_spec(name, [self.places[name]], target)

    def admit(self, name: str, roots: Iterable[str]) -> ModuleSpec:
        """Admit one package from the first of the folders that has it.

        Raises:
            MissingLibraryError: None has it, or it may never be admitted.
        """
        for root in roots if name not in NEVER else ():
            spec = importlib.machinery.PathFinder.find_spec(name, [root])
            if spec is not None and spec.origin is not None:
                self.places[name] = root
                return spec
        raise MissingLibraryError(name)


def install() -> Admitted:
    """Put the finder in front and take everything but the standard library off the path."""
    standard = set(standard_folders())
    sys.path[:] = [entry for entry in sys.path if entry in standard]
    finder = Admitted()
    sys.meta_path.append(finder)
    return finder


def standard_folders() -> tuple[str, ...]:
    """Return the folders of the standard library on the import path."""
    home = str(Path(importlib.__file__ or "").parent.parent)
    return tuple(
        entry
        for entry in sys.path
        if entry == home or (Path(entry).parent == Path(home) and entry.endswith("lib-dynload"))
    )


def admit_library(finder: Admitted, name: str, roots: Sequence[str]) -> list[str]:
    """Admit and import a library with what it depends on; return the files and folders it needs.

    Raises:
        MissingLibraryError: It is not installed.
    """
    places: list[str] = []
    names = [name, *(other for other in depended_on(name, roots) if other not in finder.places)]
    for wanted in names:
        try:
            places += package_places(finder.admit(wanted, roots))
        except MissingLibraryError:
            if wanted == name:
                raise
    found = dict(os.environ)
    importlib.import_module(name)
    adapters.prepare(name)
    for added in set(os.environ) - set(found):
        del os.environ[added]  # paths of this machine, such as folders to cache compiled code in
    return places


def package_places(spec: ModuleSpec) -> list[str]:
    """Return where a package's code lies, and the shared libraries a wheel ships beside it."""
    if not spec.submodule_search_locations:
        return [str(spec.origin)]
    folders = list(spec.submodule_search_locations)
    beside = (Path(folder).parent / f"{spec.name}.libs" for folder in folders)
    return [*folders, *(str(folder) for folder in beside if folder.is_dir())]


def depended_on(name: str, roots: Sequence[str]) -> list[str]:
    """Return the top-level names of what a library requires, by its installed metadata."""
    from importlib import metadata

    installed: dict[str, metadata.Distribution] = {}
    providers: dict[str, str] = {}
    for distribution in metadata.distributions(path=list(roots)):
        key = _folded(distribution.metadata["Name"])
        installed.setdefault(key, distribution)
        for top in _top_level(distribution):
            providers.setdefault(top, key)
    wanted, seen = [providers.get(name, "")], set[str]()
    while wanted:
        key = wanted.pop()
        if key in installed and key not in seen:
            seen.add(key)
            wanted += [_folded(_required(text)) for text in installed[key].requires or ()]
    return sorted(_tops_of(seen, providers) - {name, *NEVER})


def _tops_of(keys: set[str], providers: Mapping[str, str]) -> set[str]:
    return {top for top, key in providers.items() if key in keys}


def _top_level(distribution: object) -> set[str]:
    """Return the importable names a distribution installs."""
    files = getattr(distribution, "files", None) or ()
    tops = {file.parts[0] for file in files if file.suffix in {".py", ".so"}}
    return {top.split(".")[0] for top in tops if top.split(".")[0].isidentifier()}


def _required(text: str) -> str:
    """Return the name a requirement begins with; one that only an extra asks for counts not."""
    if "extra ==" in text:
        return ""
    for position, letter in enumerate(text):
        if not (letter.isalnum() or letter in "-_."):
            return text[:position]
    return text


def _folded(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
