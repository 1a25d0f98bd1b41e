"""The command line: each command in its own module, one handler at the edge.

Commands are imported when they are called, so that ``grader check`` starts its fork server before
anything heavy is loaded.
"""

import importlib
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from grader import __version__
from grader.errors import AssignmentError, ExitCode, GraderError, UsageError

COMMANDS = {
    "check": "grade one submission",
    "batch": "grade a class, and remember every result",
    "standings": "everybody's final mark, and how it came to that",
    "report": "a stored report as it counts now; its history; a replay",
    "mark": "points that a person gives, with who, when and why",
    "allow": "more time for somebody, or an excuse",
    "void": "a check that counts for nobody",
    "regrade": "grade a class again: who would have other marks, and why",
    "store": "look into what is remembered of a class, or forget somebody",
    "export": "write marks into a gradebook, a table or lines",
    "bundle": "pack an assignment for Gradescope, PrairieLearn, students, GitHub or GitLab",
    "validate": "prove that an assignment grades its own solution",
    "init": "draft an assignment from a solution",
    "explain": "a known mistake, a function or a convention, with the mathematics",
    "audit": "prove what an assignment catches: mistakes put into its solution",
    "calibrate": "measure what right code reaches, and set thresholds by it",
    "doctor": "show what this machine enforces around student code",
    "plugins": "list what is installed: check kinds, loaders, functions, …",
}

INTERRUPTED = 130
INDENT = " " * len("grader: ")
DEBUG = "GRADER_DEBUG"
UTF_8 = ("utf-8", "utf8")


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
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx=ctx)
        return super().resolve_command(ctx, args)


EPILOG = """\b
Exit codes, of which only 0 and 1 are verdicts:
  0  every check passed, or waits for a person
  1  graded, and some checks did not pass
  2  the command is wrong
  3  the assignment has mistakes
  4  the submission cannot be read
  5  the grader or its confinement failed

\b
Begin with:
  grader check my_work/ --assignment letters
"""


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
)
@click.version_option(__version__, prog_name="grader")
@click.pass_context
def cli(context: click.Context) -> None:
    """Grade numerical code: confined, apart from every answer, with the misconception named."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(ExitCode.USAGE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with an exit code; the only handler of errors."""
    sys.exit(_flushed(run(arguments)))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; nothing gets past it as an exception."""
    # No third party's pydantic plugin runs in the judge; looking for some costs 25 ms too.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _write_any_character()
    output = sys.stdout
    try:
        _stand_somewhere()
        result = cli.main(args=arguments, prog_name="grader", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as problem:
        return _tell_usage(problem)
    except (click.Abort, KeyboardInterrupt):
        _say("grader: interrupted; no verdict")
        return INTERRUPTED
    except AssignmentError as problem:
        return _tell_mistakes(problem)
    except GraderError as problem:
        return _tell(problem)
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - what is not foreseen is our fault
        if sys.stdout is not output or _nobody_reads(problem):
            return _forget_stdout()
        return _tell_fault(problem)
    return int(result) if isinstance(result, int) else int(ExitCode.PASSED)


def _stand_somewhere() -> None:
    """Refuse a current folder that was deleted under the shell.

    Raises:
        UsageError: It was.
    """
    try:
        Path.cwd()
    except FileNotFoundError as problem:
        message = "the current folder does not exist any more"
        raise UsageError(message, hint="go to another one, such as: cd ~") from problem


def _write_any_character() -> None:
    """Let no character be one too many: files get UTF-8, an old terminal gets a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in UTF_8:
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def _tell(problem: GraderError) -> int:
    """Say what stopped the grading and what to do."""
    from grader.reporting.sinks import terminal

    _debug(problem)
    _say(_wrapped(f"grader: {terminal(problem.message)}"), terminal(problem.hint))
    return int(problem.exit_code)


def _tell_mistakes(problem: AssignmentError) -> int:
    """Print an assignment's mistakes as a compiler does."""
    from grader.reading.mistakes import rendered
    from grader.reporting.sinks import terminal

    _say(terminal(rendered(problem)))
    _say(f"grader: {terminal(problem.message)}", terminal(problem.hint))
    return int(problem.exit_code)


def _tell_usage(problem: click.ClickException) -> int:
    """Say what is wrong with a command, and how it is written."""
    from grader.reporting.sinks import terminal

    context = problem.ctx if isinstance(problem, click.UsageError) else None
    hint = "`grader COMMAND --help` says more"
    if context is not None:
        usage = " ".join(context.get_usage().split()).replace("Usage: ", "usage: ", 1)
        hint = f"{usage}; `{context.command_path} --help` says more"
    _say(_wrapped(f"grader: {terminal(problem.format_message())}"), hint)
    return int(ExitCode.USAGE)


def _tell_fault(problem: BaseException) -> int:
    """Say that the grader itself failed, which is no verdict."""
    _debug(problem)
    from grader.reporting.sinks import terminal

    what = terminal(f"{type(problem).__name__}: {problem}")
    message = f"grader: the grader itself failed ({what}); this is no verdict"
    _say(_wrapped(message), f"set {DEBUG}=1 to see where, and report it")
    return int(ExitCode.GRADER)


def _nobody_reads(problem: BaseException) -> bool:
    """Say whether the reader of a pipe has gone; rich makes an exit of that.

    So does click, which then puts another output in place of the standard one.
    """
    return any(isinstance(each, BrokenPipeError) for each in (problem, problem.__context__))


def _debug(problem: BaseException) -> None:
    """Show where something failed, to those who asked for it."""
    if os.environ.get(DEBUG):
        import traceback

        _say("".join(traceback.format_exception(problem)).rstrip())


def _say(message: str, hint: str = "") -> None:
    """Write to standard error; where nobody can be told, the exit code still tells."""
    with suppress(OSError, ValueError):
        click.echo(message, err=True)
        if hint:
            click.echo(_wrapped(f"{INDENT}{hint}"), err=True)


def _wrapped(text: str) -> str:
    """Break lines between words for somebody at a terminal; what reads a pipe gets them whole."""
    if sys.stderr is None or not sys.stderr.isatty():
        return text.replace("\n", f"\n{INDENT}")
    from shutil import get_terminal_size
    from textwrap import fill

    lines = [
        fill(
            line,
            width=max(get_terminal_size((80, 24)).columns, 40),
            subsequent_indent=INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    ]
    return f"\n{INDENT}".join(lines)


def _flushed(code: int) -> int:
    """Write out what is still held back, while a code can still tell that it was in vain."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:  # it was closed before we began: the code is all there is to tell
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError, AttributeError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            if stream is sys.stdout:
                code = max(code, int(ExitCode.GRADER))
    return code


def _forget_stdout() -> int:
    """Let the interpreter's own flush at exit find a place to write to."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(ExitCode.GRADER)
