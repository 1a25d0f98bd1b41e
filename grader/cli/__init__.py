"""The command line: each command in its own module, one handler at the edge.

Commands are imported when they are called, so that ``grader check`` starts its fork server before
anything heavy is loaded.
"""

import importlib
import os
import sys
from collections.abc import Sequence

import click

from grader import __version__
from grader.errors import AssignmentError, ExitCode, GraderError

COMMANDS = {
    "check": "grade one submission",
    "validate": "prove that an assignment grades its own solution",
    "doctor": "show what this machine enforces around student code",
    "plugins": "list what is installed: check kinds, loaders, reporters, references",
}

INTERRUPTED = 130


class Commands(click.Group):
    """Knows the commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which help shows them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module, or say nothing of an unknown one."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"grader.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, with a near miss for a name that is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1, cutoff=0.5)
            hint = f" Did you mean {close[0]}?" if close else f" They are {', '.join(COMMANDS)}."
            raise click.UsageError(f"there is no command {args[0]!r}.{hint}", ctx=ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def cli() -> None:
    """Grade numerical code: confined, apart from every answer, with the misconception named."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with an exit code; the only handler of errors."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    # No third party's pydantic plugin runs in the judge; looking for some costs 25 ms too.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        result = cli.main(args=arguments, prog_name="grader", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as problem:
        problem.show()
        return int(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("grader: interrupted; no verdict", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return int(ExitCode.GRADER)
    except AssignmentError as problem:
        _tell_mistakes(problem)
        return int(problem.exit_code)
    except GraderError as problem:
        _tell(problem.message, problem.hint)
        return int(problem.exit_code)
    except Exception as problem:
        if os.environ.get("GRADER_DEBUG"):
            raise
        _tell(
            f"the grader itself failed ({type(problem).__name__}: {problem}); this is no verdict",
            "set GRADER_DEBUG=1 to see where, and report it",
        )
        return int(ExitCode.GRADER)
    return int(result) if isinstance(result, int) else int(ExitCode.PASSED)


def _tell(message: str, hint: str = "") -> None:
    from grader.sinks import terminal

    click.echo(f"grader: {terminal(message)}", err=True)
    if hint:
        click.echo(f"        {terminal(hint)}", err=True)


def _tell_mistakes(problem: AssignmentError) -> None:
    """Print an assignment's mistakes as a compiler does."""
    from grader.reading.mistakes import rendered
    from grader.sinks import terminal

    click.echo(terminal(rendered(problem)), err=True)
    click.echo(f"grader: {terminal(problem.message)}", err=True)


def _forget_stdout() -> None:
    """Let the interpreter's own flush at exit find a place to write to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
