"""One hidden layer, and any number of them, trained on points in the plane.

Replace every `raise NotImplementedError` by your code; README.md says what each method returns.
"""

import numpy as np


class NeuralNetwork(object):
    """Two inputs, one hidden layer, softmax."""

    def __init__(self, nn_input_dim, nn_hidden_dim, nn_output_dim, actFun_type="tanh", reg_lambda=0.01, seed=0):
        """
        :param nn_input_dim: number of inputs
        :param nn_hidden_dim: number of hidden units
        :param nn_output_dim: number of classes
        :param actFun_type: 'tanh', 'sigmoid' or 'relu'
        :param reg_lambda: strength of the weight decay
        :param seed: random seed of the first weights
        """
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
        """Return the activation of z, entry by entry; type is 'tanh', 'sigmoid' or 'relu'."""
        raise NotImplementedError

    def diff_actFun(self, z, type):
        """Return the derivative of the activation at z, entry by entry."""
        raise NotImplementedError

    def feedforward(self, X, actFun):
        """Keep the steps of a forward pass in self.z1, self.a1, self.z2 and self.probs."""
        raise NotImplementedError

    def calculate_loss(self, X, y):
        """Return the mean cross entropy, and the weight decay, as one number."""
        raise NotImplementedError

    def predict(self, X):
        """Return the number of the likeliest class of every row."""
        self.feedforward(X, lambda z: self.actFun(z, type=self.actFun_type))
        return np.argmax(self.probs, axis=1)

    def backprop(self, X, y):
        """Return dW1, dW2, db1, db2; feedforward was called on X before."""
        raise NotImplementedError

    def fit_model(self, X, y, epsilon=0.01, num_passes=20000, print_loss=True):
        """Learn by gradient descent on all of X at once."""
        for i in range(num_passes):
            self.feedforward(X, lambda z: self.actFun(z, type=self.actFun_type))
            dW1, dW2, db1, db2 = self.backprop(X, y)
            dW2 += self.reg_lambda * self.W2
            dW1 += self.reg_lambda * self.W1
            self.W1 += -epsilon * dW1
            self.b1 += -epsilon * db1
            self.W2 += -epsilon * dW2
            self.b2 += -epsilon * db2
            if print_loss and i % 1000 == 0:
                print("Loss after iteration %i: %f" % (i, self.calculate_loss(X, y)))


class DeepNeuralNetwork(NeuralNetwork):
    """Any number of hidden layers; layer_dims holds all widths, such as [2, 5, 5, 3]."""

    def __init__(self, layer_dims, actFun_type="tanh", reg_lambda=0.01, seed=0):
        """Keep the weights in a list self.W, and the biases, each of shape (1, width), in self.b."""
        raise NotImplementedError

    def feedforward(self, X, actFun):
        """Keep what backprop needs, and the probabilities in self.probs."""
        raise NotImplementedError

    def calculate_loss(self, X, y):
        raise NotImplementedError

    def backprop(self, X, y):
        """Return a list of dW and a list of db, in the order of the layers."""
        raise NotImplementedError

    def fit_model(self, X, y, epsilon=0.01, num_passes=20000, print_loss=True):
        raise NotImplementedError


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
