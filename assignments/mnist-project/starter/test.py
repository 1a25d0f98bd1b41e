"""Tests a trained model: python test.py -c config.json -r best.npz"""

import argparse
import json


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", default="config.json")
    parser.add_argument("-r", "--resume", default="best.npz", help="the trained model")
    options = parser.parse_args()
    with open(options.config) as file:
        config = json.load(file)
    raise NotImplementedError


if __name__ == "__main__":
    main()
