"""Trains the network of a config: python train.py -c config.json"""

import argparse
import json


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", default="config.json")
    parser.add_argument("-o", "--output", default="best.npz", help="where the best model goes")
    options = parser.parse_args()
    with open(options.config) as file:
        config = json.load(file)
    raise NotImplementedError


if __name__ == "__main__":
    main()
