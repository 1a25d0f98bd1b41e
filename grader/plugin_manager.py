"""Makes a new plugin manager per run and collects what plugins register. Runs in the judge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

import pluggy

from grader import hookspecs
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.kinds import CheckKind, Diagnoser, Loader, ReferenceFunction, Reporter

BUILT_INS = (
    "grader_plugins.references",
    "grader_plugins.loaders",
    "grader_plugins.checks",
    "grader_plugins.diagnosis",
    "grader_plugins.reporters",
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

    def network(self, architecture: str, name: str = "backprop") -> "ReferenceFunction":
        """Return a function of the network an architecture names: its gradients by default.

        Raises:
            ValueError: No plugin knows the architecture, or a network has no such function.
        """
        found = self.manager.hook.grader_make_network(architecture=architecture, name=name)
        if found is None:
            raise ValueError(f"no plugin knows a network {architecture!r}")
        return found  # type: ignore[no-any-return]

    @property
    def networks(self) -> Any:
        """The function that makes networks, as an assignment's reader asks for it."""
        return self.network

    @property
    def datasets(self) -> Mapping[str, object]:
        """Data sets by name."""
        return {}


def build(names: Sequence[str] = ()) -> Registry:
    """Load the built-ins and the plugins named, and collect what they register.

    Raises:
        UsageError: A plugin that was named cannot be imported.
        GraderError: Two plugins register the same name, or a hook is not one of ours.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        for name in dict.fromkeys((*BUILT_INS, *names)):
            manager.register(_module(name), name=name)
        manager.check_pending()
    except pluggy.PluginValidationError as problem:
        raise GraderError(
            f"a plugin implements a hook that is none of ours: {problem}",
            hint="compare its name and arguments with grader/hookspecs.py",
        ) from problem
    hook = manager.hook
    return Registry(
        functions=_by_name("reference function", hook.grader_register_references()),
        kinds=_by_name("check kind", hook.grader_register_check_kinds()),
        loaders=_by_name("loader", hook.grader_register_loaders()),
        diagnosers=_by_name("diagnoser", hook.grader_register_diagnosers()),
        reporters=_by_name("reporter", hook.grader_register_reporters()),
        versions={name: _version(name) for name in names},
        manager=manager,
    )


def _module(name: str) -> object:
    try:
        return import_module(name)
    except ModuleNotFoundError as problem:
        if name in BUILT_INS and problem.name == "grader_reference":
            return object()
        raise _unusable(name, problem) from problem
    except Exception as problem:
        if name in BUILT_INS:
            raise
        raise _unusable(name, problem) from problem


def _unusable(name: str, problem: Exception) -> UsageError:
    return UsageError(
        f"the plugin {name} cannot be imported: {type(problem).__name__}: {problem}",
        hint="install it beside the grader, or correct its name",
    )


def _by_name(what: str, lists: Iterable[Sequence[Named]]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for items in reversed(list(lists)):
        for item in items:
            if item.name in found:
                raise GraderError(
                    f"two plugins register the {what} {item.name!r}",
                    hint="name only one of them, or have one renamed",
                )
            found[item.name] = item
    return found


def _version(name: str) -> str:
    from importlib import metadata

    distributions = metadata.packages_distributions().get(name.split(".", maxsplit=1)[0], [])
    return metadata.version(distributions[0]) if distributions else "unknown"
