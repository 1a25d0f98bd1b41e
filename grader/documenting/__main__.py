"""``python -m grader.documenting FOLDER`` writes the pages; ``--check`` says which are stale."""

from pathlib import Path

import click

from grader.documenting.pages import stale, write
from grader.errors import ExitCode


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--check", is_flag=True, help="Write nothing; name what is stale, and end with 1.")
@click.pass_context
def main(context: click.Context, folder: Path, *, check: bool) -> None:
    """Write the pages of documentation that are made from the code into FOLDER."""
    if not check:
        for path in write(folder):
            click.echo(path)
        return
    found = stale(folder)
    for name in found:
        click.echo(f"{folder / name} is stale; run: make docs", err=True)
    context.exit(ExitCode.FAILED if found else ExitCode.PASSED)


if __name__ == "__main__":
    main()
