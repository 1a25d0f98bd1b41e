"""Right submissions, as students write them; tests change them line by line."""

TORCH = """
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Net(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.fc1 = nn.Linear(inputs, hidden)
        self.fc2 = nn.Linear(hidden, outputs)

    def forward(self, x):
        h = torch.tanh(self.fc1(x))
        return self.fc2(h)


def loss_of(model, x, y):
    return F.cross_entropy(model(x), y)


def train_step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = loss_of(model, x, y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train(model, x, y):
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    loader = DataLoader(TensorDataset(x, y), batch_size=20, shuffle=True, num_workers=2)
    model.train()
    for _ in range(100):
        for some, labels in loader:
            train_step(model, optimizer, some.to(device), labels.to(device))


def scores(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)


if __name__ == "__main__":
    net = Net(2, 8, 2)
    train(net, torch.randn(100, 2), torch.randint(0, 2, (100,)))
"""
KERAS = """
import keras
from keras import layers


class Net(keras.Model):
    def __init__(self, hidden, outputs):
        super().__init__()
        self.hidden = layers.Dense(hidden, activation="tanh")
        self.out = layers.Dense(outputs)

    def call(self, x):
        return self.out(self.hidden(x))


cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def loss_of(model, x, y):
    return cross_entropy(y, model(x))


def compiled(model, learning_rate, momentum):
    sgd = keras.optimizers.SGD(learning_rate, momentum=momentum)
    model.compile(optimizer=sgd, loss=cross_entropy)


def train_step(model, x, y):
    return model.train_on_batch(x, y)


def train(model, x, y):
    model.compile(optimizer=keras.optimizers.Adam(0.05), loss=cross_entropy)
    model.fit(x, y, batch_size=20, epochs=60, verbose=0)


def scores(model, x):
    return model.predict(x, verbose=0)
"""
LAYERS = """
import torch
import torch.nn.functional as F
from torch import nn


class Dense(nn.Module):
    def __init__(self, widths):
        super().__init__()
        a, b, c, d = widths
        self.zeta = nn.Linear(a, b)
        self.out = nn.Linear(c, d)
        self.beta = nn.Linear(b, c)

    def forward(self, x):
        return self.out(torch.tanh(self.beta(torch.tanh(self.zeta(x)))))


class Convolutional(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 5)
        self.fc1 = nn.Linear(4 * 4 * 4, 16)
        self.fc2 = nn.Linear(16, 5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x.unsqueeze(1))), 2)
        return self.fc2(F.relu(self.fc1(torch.flatten(x, 1))))


def loss_of(model, x, y):
    return F.cross_entropy(model(x), y)


def train_step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss_of(model, x, y).backward()
    optimizer.step()
"""
RIGHT = {"torch": TORCH, "keras": KERAS, "layers": LAYERS}
