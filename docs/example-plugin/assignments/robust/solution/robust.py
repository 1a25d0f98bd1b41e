import numpy as np


def huber(residual, delta):
    """Return the mean Huber loss of residuals."""
    size = np.abs(residual)
    inside = np.minimum(size, delta)
    return np.mean(0.5 * inside**2 + delta * (size - inside))
