"""Makes a new plugin manager per run and collects what plugins register. Runs in the judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pluggy

from grader import hookspecs
from grader.errors import GraderError, PluginError
from grader.kinds import HasFiles

if TYPE_CHECKING:
    from grader.kinds import (
        CheckKind,
        Dataset,
        Diagnoser,
        Executor,
        FileFormat,
        Loader,
        ReferenceFunction,
        Reporter,
    )

BUILT_INS = (
    "grader_plugins.references",
    "grader_plugins.loaders",
    "grader_plugins.checks",
    "grader_plugins.datasets",
    "grader_plugins.diagnosis",
    "grader_plugins.reporters",
    "grader_plugins.executors",
)


class Named(Protocol):
    """Anything that is chosen by name."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Registry:
    """What plugins registered, by name, and where it came from."""

    functions: "Mapping[str, ReferenceFunction]"
    kinds: "Mapping[str, CheckKind]"
    loaders: "Mapping[str, Loader]"
    diagnosers: "Mapping[str, Diagnoser]"
    reporters: "Mapping[str, Reporter]"
    versions: Mapping[str, str]
    manager: pluggy.PluginManager
    datasets: "Mapping[str, Dataset]" = field(default_factory=dict)
    formats: "Mapping[str, FileFormat]" = field(default_factory=dict)
    executors: "Mapping[str, Executor]" = field(default_factory=dict)

    def network(self, architecture: str, name: str = "backprop") -> "ReferenceFunction":
        """Return a function of the network an architecture names: its gradients by default.

        Raises:
            ValueError: No plugin knows the architecture, or a network has no such function.
        """
        found = self.manager.hook.grader_make_network(architecture=architecture, name=name)
        if found is None:
            raise ValueError(f"no plugin knows a network {architecture!r}")
        return found  # type: ignore[no-any-return]

    def beside(self, folder: Path) -> "Registry":
        """Return the same for the assignment in a folder: `data` next to it may hold data sets."""
        near = folder.absolute().parent / "data"
        datasets = {
            name: each.beside(near) if isinstance(each, HasFiles) else each
            for name, each in self.datasets.items()
        }
        return replace(self, datasets=datasets)

    @property
    def networks(self) -> Any:
        """The function that makes networks, as an assignment's reader asks for it."""
        return self.network


def build(names: Sequence[str] = ()) -> Registry:
    """Load the built-ins and the plugins named, and collect what they register.

    Raises:
        PluginError: One that was named cannot be imported, or is none.
        GraderError: Two plugins register the same name, one breaks, or a hook is not one of ours.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        for name in dict.fromkeys((*BUILT_INS, *names)):
            manager.register(_module(name), name=name)
        manager.check_pending()
        _refuse_without_hooks(manager, names)
    except pluggy.PluginValidationError as problem:
        raise GraderError(
            f"a plugin implements a hook that is none of ours: {problem}",
            hint="compare its name and arguments with grader/hookspecs.py",
        ) from problem
    hook = manager.hook
    return Registry(
        functions=_by_name("reference function", hook.grader_register_references),
        kinds=_by_name("check kind", hook.grader_register_check_kinds),
        loaders=_by_name("loader", hook.grader_register_loaders),
        diagnosers=_by_name("diagnoser", hook.grader_register_diagnosers),
        reporters=_by_name("reporter", hook.grader_register_reporters),
        versions={name: _version(name) for name in names},
        manager=manager,
        datasets=_by_name("data set", hook.grader_register_datasets),
        formats=_by_name("file format", hook.grader_register_file_formats),
        executors=_by_name("executor", hook.grader_register_executors),
    )


def _module(name: str) -> object:
    if not all(part.isidentifier() for part in name.split(".")):
        raise PluginError(
            name,
            f"the plugin {name!r} cannot be imported: it is named by its module,"
            " such as my_checks or course.checks",
            hint="put its folder on PYTHONPATH, or install it, and name the module",
        )
    try:
        return import_module(name)
    except ModuleNotFoundError as problem:
        if name in BUILT_INS and str(problem.name).partition(".")[0] == "grader_reference":
            return object()
        raise _unusable(name, problem) from problem
    except (Exception, SystemExit) as problem:
        if name in BUILT_INS:
            raise
        raise _unusable(name, problem) from problem


def _unusable(name: str, problem: BaseException) -> PluginError:
    return PluginError(
        name,
        f"the plugin {name} cannot be imported: {type(problem).__name__}: {problem}",
        hint="install it beside the grader, or correct its name",
    )


def _refuse_without_hooks(manager: pluggy.PluginManager, names: Sequence[str]) -> None:
    """Refuse a module that was named as a plugin and implements no hook.

    Raises:
        PluginError: There is one.
    """
    for name in names:
        if not manager.get_hookcallers(manager.get_plugin(name)):
            raise PluginError(
                name,
                f"{name} is no plugin: nothing in it is marked @hookimpl",
                hint="name the module that holds its hooks, grader_register_… and the like",
            )


def _by_name(what: str, hook: pluggy.HookCaller) -> Mapping[str, Any]:
    """Collect what plugins register, in the order in which they were loaded."""
    found: dict[str, Any] = {}
    owners: dict[str, str] = {}
    for implementation in hook.get_hookimpls():
        owner = implementation.plugin_name
        for name, item in _registered(what, implementation):
            if name in found:
                raise GraderError(
                    f"two plugins register the {what} {name!r}: {owners[name]} and {owner}",
                    hint="name only one of them, or have one renamed",
                )
            found[name], owners[name] = item, owner
    return found


def _registered(what: str, implementation: pluggy.HookImpl) -> list[tuple[str, Named]]:
    """Ask one plugin, so that what breaks can be told by its name."""
    try:
        items: Any = implementation.function()
        return [(item.name, item) for item in items]
    except Exception as problem:
        raise GraderError(
            f"the plugin {implementation.plugin_name} broke when it was asked for its {what}s:"
            f" {type(problem).__name__}: {problem}",
            hint="leave it out, or have it mended",
        ) from problem


def _version(name: str) -> str:
    from importlib import metadata

    distributions = metadata.packages_distributions().get(name.split(".", maxsplit=1)[0], [])
    return metadata.version(distributions[0]) if distributions else "unknown"
