"""Prints the promised figures: ``make bench``, or ``python -m tests.benchmarks NAME``.

``solutions`` and ``diagnosis`` stand alone: they take long, and have words of their own.
"""

import sys
from collections.abc import Callable

from tests.benchmarks import (
    child_cost,
    class_cost,
    command,
    curve,
    diagnosis,
    gradients,
    kills,
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
    "class": class_cost.main,
    "kills": kills.main,
}


def main() -> None:
    """Run the benchmarks that were named, or all of them."""
    if sys.argv[1:2] == ["solutions"]:
        solutions.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["diagnosis"]:
        diagnosis.main(sys.argv[2:])
        return
    for name in sys.argv[1:] or list(BENCHMARKS):
        print(f"== {name}")
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
