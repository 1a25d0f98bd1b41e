"""Mini-batch gradient descent."""

import numpy as np

import functional as F
from data_loader import DataLoader
from model import Model


class Trainer:
    """Makes the model that its config describes, and trains it."""

    def __init__(self, config, logger=None):
        self.config = config
        self.logger = logger
        self.model = Model(config["inputs"], config["hidden"], config["outputs"], seed=config["seed"])

    def step(self, x, t):
        """Move the parameters by one batch x (784, m), t (10, m)."""
        raise NotImplementedError

    def train_epoch(self, x, t):
        """Go through all examples once, batch by batch."""
        raise NotImplementedError

    def train(self, train, validation, path):
        """Train for all epochs, and save what does best on the validation split."""
        raise NotImplementedError

    def evaluate(self, x, t):
        """Return loss and accuracy."""
        raise NotImplementedError
