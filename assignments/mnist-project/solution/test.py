"""Tests a trained model: python test.py -c config.json -r best.npz"""

import argparse
import json

from data_loader import normalise, one_hot
from dataset import MnistDataset
from trainer import Trainer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", default="config.json")
    parser.add_argument("-r", "--resume", default="best.npz", help="the trained model")
    options = parser.parse_args()
    with open(options.config) as file:
        config = json.load(file)
    dataset = MnistDataset(config["data"], train=False)
    trainer = Trainer(config)
    trainer.model.load(options.resume)
    loss, accuracy = trainer.evaluate(normalise(dataset.inputs), one_hot(dataset.labels))
    print(f"test loss: {loss:.4f}")
    print(f"test accuracy: {100 * accuracy:.2f} %")


if __name__ == "__main__":
    main()
