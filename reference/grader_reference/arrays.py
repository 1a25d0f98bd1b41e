"""What an array is called in this package's annotations. Runs in the judge."""

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""Any numpy array; shapes stand in the docstrings."""
