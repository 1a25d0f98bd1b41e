"""Where the assignments lie, what is left out of them, and a median with its spread."""

import statistics
from collections.abc import Sequence
from pathlib import Path

import yaml

ASSIGNMENTS = Path(__file__).resolve().parents[2] / "assignments"
LETTERS = ASSIGNMENTS / "letters" / "assignment.yaml"
SOLUTION = ASSIGNMENTS / "letters" / "solution"

TRAINING = ("checks", "interface")
BEYOND_FUNCTIONS = (*TRAINING, "network", "properties", "source")


def letters_without(keys: Sequence[str], folder: Path) -> Path:
    """Write the letters assignment without some of its sections, and return the file."""
    document = yaml.safe_load(LETTERS.read_text(encoding="utf-8"))
    path = folder / "assignment.yaml"
    kept = {key: value for key, value in document.items() if key not in keys}
    path.write_text(yaml.safe_dump(kept), encoding="utf-8")
    return path


def told(name: str, values: Sequence[float], unit: str) -> None:
    """Print a figure: its median, smallest and largest value."""
    middle = statistics.median(values)
    print(f"{name}: {middle:.4g} {unit} ({min(values):.4g} to {max(values):.4g}, n={len(values)})")
