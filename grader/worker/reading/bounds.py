"""What a file that is handed in may hold, and how it is refused in words. Runs confined."""

from typing import Any

MIB = 1024 * 1024
MAX_BYTES = 64 * MIB
"""Numbers of one file, unpacked: 8 million in float64."""
MAX_ARRAYS = 64
MAX_TEXT = 16 * MIB
MAX_NAME = 100

Frame = dict[str, Any]


class UnreadableFileError(Exception):
    """A file cannot be taken for what its name says; the sentence is for its author."""
