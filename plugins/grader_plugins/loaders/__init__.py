"""The built-in loaders: a folder, a source file or notebook, an archive. Runs in the judge."""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import Loader
from grader_plugins.loaders.archives import ARCHIVE
from grader_plugins.loaders.files import FILE
from grader_plugins.loaders.folder import FOLDER


@hookimpl
def grader_register_loaders() -> Sequence[Loader]:
    """Register the built-in loaders, in the order in which they are asked."""
    return (FOLDER, FILE, ARCHIVE)
