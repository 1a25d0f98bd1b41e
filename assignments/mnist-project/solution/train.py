"""Trains the network of a config: python train.py -c config.json"""

import argparse
import json

from data_loader import normalise, one_hot, split
from dataset import MnistDataset
from logger import Logger
from trainer import Trainer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", default="config.json")
    parser.add_argument("-o", "--output", default="best.npz", help="where the best model goes")
    options = parser.parse_args()
    with open(options.config) as file:
        config = json.load(file)
    dataset = MnistDataset(config["data"], train=True)
    pairs = split(normalise(dataset.inputs), one_hot(dataset.labels), config["split"], config["seed"])
    best = Trainer(config, Logger("log.csv")).train(*pairs, options.output)
    print(f"best validation accuracy: {100 * best:.2f} %")


if __name__ == "__main__":
    main()
