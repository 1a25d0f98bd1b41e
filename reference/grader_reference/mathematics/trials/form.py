"""The type of what a trial is given. Runs in the judge."""

from collections.abc import Callable
from typing import Any, TypeAlias

Tried: TypeAlias = Callable[..., Any]
"""A function of a student, or a right one."""
