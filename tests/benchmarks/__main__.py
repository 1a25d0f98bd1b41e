"""Prints the promised figures: ``make bench``, or ``python -m tests.benchmarks NAME``.

``solutions`` is for itself, since it may take long and has words of its own.
"""

import sys
from collections.abc import Callable

from tests.benchmarks import (
    child_cost,
    command,
    curve,
    gradients,
    solutions,
    throughput,
    trainers,
)

BENCHMARKS: dict[str, Callable[[], None]] = {
    "child": child_cost.main,
    "command": command.main,
    "throughput": throughput.main,
    "gradients": gradients.main,
    "curve": curve.main,
    "trainers": trainers.main,
}


def main() -> None:
    """Run the benchmarks that were named, or all of them."""
    if sys.argv[1:2] == ["solutions"]:
        solutions.main(sys.argv[2:])
        return
    for name in sys.argv[1:] or list(BENCHMARKS):
        print(f"== {name}")
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
