"""MNIST as it is published: four files in the IDX format."""

import gzip
import os

import numpy as np

FILES = {
    True: ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    False: ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
IMAGES, LABELS = 2051, 2049


def read_bytes(path):
    if os.path.exists(path):
        with open(path, "rb") as file:
            return file.read()
    with gzip.open(path + ".gz", "rb") as file:
        return file.read()


def read_idx(path, magic, dimensions):
    data = read_bytes(path)
    head = np.frombuffer(data, ">i4", 1 + dimensions)
    if head[0] != magic:
        raise ValueError("%s is no such IDX file: it begins with %d, not %d" % (path, head[0], magic))
    return np.frombuffer(data, np.uint8, offset=head.nbytes).reshape(head[1:])


class MnistDataset:
    """Pictures as bytes, a column each: inputs (784, n) and labels (n,)."""

    def __init__(self, folder, train=True):
        images, labels = (os.path.join(folder, name) for name in FILES[train])
        pictures = read_idx(images, IMAGES, 3)
        self.inputs = pictures.reshape(len(pictures), -1).T
        self.labels = read_idx(labels, LABELS, 1)

    def __len__(self):
        return len(self.labels)
