"""Who carries out many gradings: an executor by its name, and where it works."""

from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.kinds import HasPlace

if TYPE_CHECKING:
    from grader.kinds import Executor
    from grader.plugin_manager import Registry


def chosen_executor(registry: "Registry", given: str) -> "Executor":
    """Return the executor of ``NAME``, or of ``NAME=ADDRESS`` the one that works there.

    Raises:
        UsageError: There is none of that name, or it works at no address.
    """
    name, separator, place = given.partition("=")
    executor = registry.executors.get(name)
    if executor is None:
        raise _unknown(name, list(registry.executors))
    if not separator:
        return executor
    if not isinstance(executor, HasPlace):
        hint = f"say --executor {name}, without an address"
        raise UsageError(f"the executor {name!r} works here, and not at {place!r}", hint=hint)
    return executor.at(place)


def _unknown(name: str, known: list[str]) -> UsageError:
    from grader.reading.near_miss import closest, meant

    near = closest(name, known)
    hint = f"there are {', '.join(known)}"
    return UsageError(
        f"there is no executor {name!r}", hint=f"{meant(near)} {hint}" if near else hint
    )
