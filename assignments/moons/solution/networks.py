"""One hidden layer, and any number of them, trained on points in the plane."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class NeuralNetwork(object):
    def __init__(self, nn_input_dim, nn_hidden_dim, nn_output_dim, actFun_type="tanh", reg_lambda=0.01, seed=0):
        self.nn_input_dim = nn_input_dim
        self.nn_hidden_dim = nn_hidden_dim
        self.nn_output_dim = nn_output_dim
        self.actFun_type = actFun_type
        self.reg_lambda = reg_lambda
        np.random.seed(seed)
        self.W1 = np.random.randn(nn_input_dim, nn_hidden_dim) / np.sqrt(nn_input_dim)
        self.b1 = np.zeros((1, nn_hidden_dim))
        self.W2 = np.random.randn(nn_hidden_dim, nn_output_dim) / np.sqrt(nn_hidden_dim)
        self.b2 = np.zeros((1, nn_output_dim))

    def actFun(self, z, type):
        if type == "tanh":
            return np.tanh(z)
        if type == "sigmoid":
            return 1 / (1 + np.exp(-z))
        if type == "relu":
            return np.maximum(z, 0)
        raise ValueError("no activation is called %r" % (type,))

    def diff_actFun(self, z, type):
        if type == "relu":
            return (z > 0).astype(float)
        a = self.actFun(z, type)
        return 1 - a**2 if type == "tanh" else a * (1 - a)

    def feedforward(self, X, actFun):
        self.z1 = X @ self.W1 + self.b1
        self.a1 = actFun(self.z1)
        self.z2 = self.a1 @ self.W2 + self.b2
        self.probs = softmax(self.z2)

    def calculate_loss(self, X, y):
        self.feedforward(X, lambda z: self.actFun(z, type=self.actFun_type))
        loss = -np.sum(np.log(self.probs[range(len(X)), y]))
        loss += self.reg_lambda / 2 * (np.sum(self.W1**2) + np.sum(self.W2**2))
        return loss / len(X)

    def predict(self, X):
        self.feedforward(X, lambda z: self.actFun(z, type=self.actFun_type))
        return np.argmax(self.probs, axis=1)

    def backprop(self, X, y):
        delta3 = self.probs.copy()
        delta3[range(len(X)), y] -= 1
        dW2 = self.a1.T @ delta3
        db2 = np.sum(delta3, axis=0, keepdims=True)
        delta2 = (delta3 @ self.W2.T) * self.diff_actFun(self.z1, self.actFun_type)
        dW1 = X.T @ delta2
        db1 = np.sum(delta2, axis=0, keepdims=True)
        return dW1, dW2, db1, db2

    def fit_model(self, X, y, epsilon=0.01, num_passes=20000, print_loss=True):
        for i in range(num_passes):
            self.feedforward(X, lambda z: self.actFun(z, type=self.actFun_type))
            dW1, dW2, db1, db2 = self.backprop(X, y)
            self.W1 -= epsilon * (dW1 + self.reg_lambda * self.W1)
            self.b1 -= epsilon * db1
            self.W2 -= epsilon * (dW2 + self.reg_lambda * self.W2)
            self.b2 -= epsilon * db2
            if print_loss and i % 1000 == 0:
                print("Loss after iteration %i: %f" % (i, self.calculate_loss(X, y)))


class DeepNeuralNetwork(NeuralNetwork):
    def __init__(self, layer_dims, actFun_type="tanh", reg_lambda=0.01, seed=0):
        self.layer_dims = layer_dims
        self.actFun_type = actFun_type
        self.reg_lambda = reg_lambda
        np.random.seed(seed)
        pairs = list(zip(layer_dims[:-1], layer_dims[1:]))
        self.W = [np.random.randn(n, m) / np.sqrt(n) for n, m in pairs]
        self.b = [np.zeros((1, m)) for _, m in pairs]

    def feedforward(self, X, actFun):
        self.a, self.z = [X], []
        for l in range(len(self.W)):
            self.z.append(self.a[-1] @ self.W[l] + self.b[l])
            self.a.append(actFun(self.z[-1]))
        self.probs = softmax(self.z[-1])

    def calculate_loss(self, X, y):
        self.feedforward(X, lambda z: self.actFun(z, type=self.actFun_type))
        loss = -np.sum(np.log(self.probs[range(len(X)), y]))
        return (loss + self.reg_lambda / 2 * sum(np.sum(W**2) for W in self.W)) / len(X)

    def backprop(self, X, y):
        dW, db = [None] * len(self.W), [None] * len(self.W)
        delta = self.probs.copy()
        delta[range(len(X)), y] -= 1
        for l in reversed(range(len(self.W))):
            dW[l] = self.a[l].T @ delta
            db[l] = np.sum(delta, axis=0, keepdims=True)
            if l > 0:
                delta = (delta @ self.W[l].T) * self.diff_actFun(self.z[l - 1], self.actFun_type)
        return dW, db

    def fit_model(self, X, y, epsilon=0.01, num_passes=20000, print_loss=True):
        for i in range(num_passes):
            self.feedforward(X, lambda z: self.actFun(z, type=self.actFun_type))
            dW, db = self.backprop(X, y)
            for l in range(len(self.W)):
                self.W[l] -= epsilon * (dW[l] + self.reg_lambda * self.W[l])
                self.b[l] -= epsilon * db[l]
            if print_loss and i % 1000 == 0:
                print("Loss after iteration %i: %f" % (i, self.calculate_loss(X, y)))


def main():
    import matplotlib.pyplot as plt
    from sklearn import datasets

    X, y = datasets.make_moons(200, noise=0.20, random_state=0)
    model = NeuralNetwork(nn_input_dim=2, nn_hidden_dim=3, nn_output_dim=2, actFun_type="tanh")
    model.fit_model(X, y)
    h = 0.01
    (x0, y0), (x1, y1) = X.min(axis=0) - 0.5, X.max(axis=0) + 0.5
    xx, yy = np.meshgrid(np.arange(x0, x1, h), np.arange(y0, y1, h))
    plt.contourf(xx, yy, model.predict(np.c_[xx.ravel(), yy.ravel()]).reshape(xx.shape), cmap=plt.cm.Spectral)
    plt.scatter(X[:, 0], X[:, 1], c=y, cmap=plt.cm.Spectral)
    plt.show()


if __name__ == "__main__":
    main()
