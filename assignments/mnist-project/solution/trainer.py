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
        self.loss, self.loss_gradient = F.LOSSES[config["loss"]]
        self.rng = np.random.default_rng(config["seed"])

    def step(self, x, t):
        """Move the parameters by one batch, and return its loss."""
        p = self.model.forward(x)
        gradients = self.model.backward(self.loss_gradient(t, p), x.shape[1])
        rate = self.config["learning_rate"]
        for name, layer in (("1", self.model.fc1), ("2", self.model.fc2)):
            layer["W"] -= rate * gradients["dW" + name]
            layer["b"] -= rate * gradients["db" + name]
        return self.loss(t, p)

    def train_epoch(self, x, t):
        """Go through all examples once, and return the mean loss on the way."""
        loader = DataLoader(x, t, self.config["batch_size"], seed=self.rng.integers(2**31))
        return sum(self.step(*batch) * batch[0].shape[1] for batch in loader) / x.shape[1]

    def train(self, train, validation, path):
        """Train for all epochs, and save what does best on the validation split."""
        best = 0.0
        for epoch in range(1, self.config["epochs"] + 1):
            self.train_epoch(*train)
            loss, accuracy = self.evaluate(*train)
            val_loss, val_accuracy = self.evaluate(*validation)
            if self.logger:
                self.logger.log(epoch=epoch, loss=loss, accuracy=accuracy, val_loss=val_loss, val_accuracy=val_accuracy)
            if val_accuracy > best:
                best = val_accuracy
                self.model.save(path)
        return best

    def evaluate(self, x, t):
        p = self.model.forward(x)
        return float(self.loss(t, p)), float(np.mean(p.argmax(axis=0) == t.argmax(axis=0)))
