"""Registers the reference functions that come with the grader. Runs in the judge."""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import ReferenceFunction
from grader_reference.entries import every as entries


@hookimpl
def grader_register_references() -> Sequence[ReferenceFunction]:
    """Register every function of the catalogue."""
    return entries.functions()


@hookimpl
def grader_make_network(architecture: str, name: str) -> ReferenceFunction | None:
    """Make a function of a fully connected network, such as ``784-H-10 relu``."""
    return entries.of_network(architecture, name)


@hookimpl
def grader_name_networks() -> Sequence[tuple[str, str]]:
    """Name every function of networks of one and two hidden layers, and of one with images."""
    return entries.networks_to_explain()
