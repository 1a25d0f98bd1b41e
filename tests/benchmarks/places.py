"""Where the assignments lie, and a median with its spread."""

import statistics
from collections.abc import Sequence
from pathlib import Path

ASSIGNMENTS = Path(__file__).resolve().parents[2] / "assignments"
LETTERS = ASSIGNMENTS / "letters" / "assignment.yaml"
SOLUTION = ASSIGNMENTS / "letters" / "solution"


def told(name: str, values: Sequence[float], unit: str) -> None:
    """Print a figure: its median, smallest and largest value."""
    middle = statistics.median(values)
    print(f"{name}: {middle:.4g} {unit} ({min(values):.4g} to {max(values):.4g}, n={len(values)})")
