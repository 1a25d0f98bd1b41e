"""``grader doctor``: what this machine enforces around student code, tried out. In the judge."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any, Final

import click

from grader.errors import ExitCode
from grader.examination.wall import Probe, Wall, can_fork, open_wall
from grader.levels import Confinement

LAYERS: Final = {
    "namespaces": "no network, no other processes, a file system with nothing in it",
    "landlock": "only the standard library, numpy and allowed libraries can be read",
    "seccomp": "no processes, threads, programs, sockets or signals",
    "identity": "a user of its own",
    "limits": "memory, processor time, descriptors, nothing written",
}


TRUSTING: Final = "grader check FILE --trust-submission"


@click.command()
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    show_default=True,
    help="For people or for programs.",
)
@click.pass_context
def doctor(context: click.Context, form: str) -> None:
    """Show what this machine enforces around student code, from a canary that tries.

    Ends with 0 where submissions of others can be graded (level L2 or better), else with 5.
    """
    findings = examine()
    if form == "json":
        click.echo(json.dumps(findings, indent=2))
    else:
        _render(findings)
    context.exit(ExitCode.PASSED if findings["sufficient"] else ExitCode.GRADER)


def examine() -> dict[str, Any]:
    """Open a wall, let a canary try everything, and return what was found."""
    with open_wall(trust=True) as wall:
        probes = wall.canary(_secrets())
        return {
            "schema_version": 1,
            "level": wall.level.value,
            "sufficient": wall.level >= Confinement.L2,
            "layers": _layers(wall),
            "notes": list(wall.notes),
            "probes": [_probe(probe) for probe in probes],
            "environment": _environment(wall),
        }


def _secrets() -> tuple[str, ...]:
    """Return where the right answers are installed, which a child must not reach."""
    spec = importlib.util.find_spec("grader_reference")
    own = [str(Path(__file__).parent)]
    if spec is None or spec.origin is None:
        return tuple(own)
    return (str(Path(spec.origin).parent), *own)


def _layers(wall: Wall) -> list[dict[str, Any]]:
    facts = _facts(wall)
    present = set(facts.get("layers", ()))
    return [
        {"layer": name, "enforced": name in present, "does": does, "to_get_it": _advice(name, wall)}
        if name not in present
        else {"layer": name, "enforced": True, "does": does, "to_get_it": ""}
        for name, does in LAYERS.items()
    ]


def _advice(layer: str, wall: Wall) -> str:
    """Return the note about a missing layer."""
    starts = {"namespaces": "no namespaces", "landlock": "no Landlock", "seccomp": "no system call"}
    found = [note for note in wall.notes if note.startswith(starts.get(layer, "student code runs"))]
    if found:
        return found[0]
    if not can_fork():
        return "use Linux"
    return "only root can give student code a user of its own; no level needs it"


def _facts(wall: Wall) -> dict[str, Any]:
    facts: dict[str, Any] = getattr(wall, "facts", {})
    return facts


def _probe(probe: Probe) -> dict[str, Any]:
    return {"tried": probe.name, "stopped": not probe.allowed, "seen": probe.detail}


def _environment(wall: Wall) -> dict[str, Any]:
    import numpy as np

    from grader.worker.interpreter import ENVIRONMENT

    facts = _facts(wall)
    return {
        "python": facts.get("python", sys.version.split()[0]),
        "numpy": facts.get("numpy", np.__version__),
        "platform": sys.platform,
        "landlock_abi": facts.get("landlock_abi", 0),
        "blas_threads": int(ENVIRONMENT["OPENBLAS_NUM_THREADS"]),
    }


def _render(findings: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    verdict = "enough for" if findings["sufficient"] else "[bold]not enough[/bold] for"
    console.print(f"Confinement [bold]{findings['level']}[/bold]: {verdict} grading others' code\n")
    layers = Table(box=None, pad_edge=False)
    for heading in ("layer", "here", "what it does, or how to get it"):
        layers.add_column(heading)
    for row in findings["layers"]:
        said = row["does"] if row["enforced"] else row["to_get_it"] or row["does"]
        layers.add_row(row["layer"], "yes" if row["enforced"] else "no", escape(said))
    console.print(layers)
    console.print("\nA child tried, and was")
    probes = Table(box=None, pad_edge=False, show_header=False)
    probes.add_column()
    probes.add_column(overflow="fold")
    for row in findings["probes"]:
        result = "stopped" if row["stopped"] else "[bold]allowed[/bold]"
        seen = "" if row["stopped"] else f": {row['seen']}"
        probes.add_row(result, escape(row["tried"] + seen))
    console.print(probes)
    if not findings["sufficient"]:
        console.print(Text(f"\nTo check your own code here: {TRUSTING}"))
    for note in findings["notes"]:
        console.print(f"\nNote: {escape(note)}")
    console.print("\n" + ", ".join(f"{k} {v}" for k, v in findings["environment"].items()))
