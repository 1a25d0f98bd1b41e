import numpy as np


def huber(residual, delta):
    """Return the mean Huber loss of residuals."""
    raise NotImplementedError
