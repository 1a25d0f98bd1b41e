"""Right solutions of the letters assignment as different students write them."""

HEAD = "import numpy as np\n\n"

ROWS = (
    HEAD
    + """
def relu(x):
    return x * (x > 0) if np.all(np.isfinite(x)) else np.where(x > 0, x, 0)

def softmax(x):
    z = x - x.max(axis=1).reshape(-1, 1)
    return np.exp(z) / np.exp(z).sum(axis=1)[:, None]

def computeLayer(X, W, b):
    return np.dot(X, W) + b

def CE(target, prediction):
    N = target.shape[0]
    with np.errstate(all="ignore"):
        return float(-np.sum(np.where(target > 0, np.log(prediction), 0.0)) / N)

def gradCE(target, prediction):
    return prediction - target

def backprop(X, T, W1, b1, W2, b2):
    z = X @ W1 + b1
    h = relu(z)
    d2 = softmax(h @ W2 + b2) - T
    d1 = d2 @ W2.T
    d1[z <= 0] = 0
    return X.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)
"""
)

COLUMNS = (
    HEAD
    + """
def ReLu(x):
    return np.maximum(0, x)

def softmax(x):
    e = np.exp(x - np.max(x, axis=0))
    return e / np.sum(e, axis=0)

def compute(X, W, b):
    return W.T @ X + b

def averageCE(target, prediction):
    N = target.shape[1]
    return -np.sum(np.log(np.sum(target * prediction, axis=0) + 1e-8)) / N

def grad_ce(target, prediction):
    return -target / (prediction + 1e-8) / target.shape[1]

def backprop(X, T, W1, b1, W2, b2):
    N = X.shape[1]
    z = W1.T @ X + b1
    h = ReLu(z)
    d2 = (softmax(W2.T @ h + b2) - T) / N
    d1 = (W2 @ d2) * (z > 0)
    return {
        "dW1": X @ d1.T,
        "db1": d1.sum(axis=1, keepdims=True),
        "dW2": h @ d2.T,
        "db2": d2.sum(axis=1, keepdims=True),
    }
"""
)

METHODS_SINGLE = (
    HEAD
    + """
class Network:
    def relu(self, x):
        return np.clip(x, 0, None)

    def softmax(self, x):
        x = np.asarray(x, dtype=np.float32)
        e = np.exp(x - np.amax(x, -1, keepdims=True))
        return e / e.sum(-1, keepdims=True)

    def compute_layer(self, W, X, b):
        return np.matmul(X, W) + np.asarray(b).reshape(1, -1)

    def average_ce(self, target, prediction):
        chosen = prediction[np.arange(len(target)), np.argmax(target, axis=1)]
        return np.mean(-np.log(chosen + 1e-20))

    def gradCE(self, target, prediction):
        return np.divide(-target, np.clip(prediction, 1e-7, 1 - 1e-7))

    def backprop(self, X, T, W1, b1, W2, b2):
        s = self.compute_layer(W1, X, b1)
        x = self.relu(s)
        delta = (self.softmax(self.compute_layer(W2, x, b2)).astype(float) - T) / X.shape[0]
        hidden = np.where(s > 0, delta @ W2.T, 0.0)
        return [X.T @ hidden, hidden.sum(0, keepdims=True), x.T @ delta, delta.sum(0)]
"""
)

STYLES = {
    "rows, sums, p − t": ROWS,
    "columns, means, an epsilon, a dictionary": COLUMNS,
    "methods, float32 on the way": METHODS_SINGLE,
}
