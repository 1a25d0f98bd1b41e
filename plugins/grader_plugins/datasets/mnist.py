"""``mnist``: handwritten digits, 60,000 to learn from and 10,000 to test. Runs in the judge."""

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from grader.kinds import Splits
from grader_plugins.datasets import places
from grader_plugins.datasets.digit_files import (
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    FilesOptions,
    IdxFolder,
    spellings,
)
from grader_plugins.datasets.source import Source

SHA256 = MappingProxyType(
    {
        TRAIN_IMAGES: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        TRAIN_LABELS: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        TEST_IMAGES: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        TEST_LABELS: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    }
)
"""Of the unpacked files: the values that are published for MNIST everywhere."""

MISSING = (
    "an installed grader does not carry it: set GRADER_DATA to the folder assignments/data of a"
    " checkout, or name a folder with the four IDX files by the option path"
)


def _read(options: FilesOptions, beside: Sequence[Path]) -> Splits:
    if options.path is not None:
        return IdxFolder(options.path.expanduser(), {}).splits()
    folder = places.find("mnist", spellings(TRAIN_IMAGES), hint=MISSING, beside=beside)
    return IdxFolder(folder, SHA256).splits()


SOURCE = Source(FilesOptions, _read)
