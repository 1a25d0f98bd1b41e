# Assignment 2, part 1 -- neural network with numpy
import numpy as np
import tensorflow as tf
import matplotlib.pyplot as plt
import time


def loadData():
    with np.load("notMNIST.npz") as data:
        Data, Target = data["images"], data["labels"]
        np.random.seed(521)
        randIndx = np.arange(len(Data))
        np.random.shuffle(randIndx)
        Data = Data[randIndx] / 255.0
        Target = Target[randIndx]
        trainData, trainTarget = Data[:10000], Target[:10000]
        validData, validTarget = Data[10000:16000], Target[10000:16000]
        testData, testTarget = Data[16000:], Target[16000:]
    return trainData, validData, testData, trainTarget, validTarget, testTarget


def convertOneHot(trainTarget):
    newtrain = np.zeros((trainTarget.shape[0], 10))
    for item in range(0, trainTarget.shape[0]):
        newtrain[item][trainTarget[item]] = 1
    return newtrain


def relu(x):
    return np.maximum(x, 0)


def softmax(x):
    # subtract the max so that exp does not overflow
    e = np.exp(x - np.max(x))
    return e / np.sum(e, axis=1, keepdims=True)


def compute(W, X, b):
    return np.matmul(X, W) + b


def averageCE(target, prediction):
    N = target.shape[0]
    return -np.sum(target * np.log(prediction + 1e-15)) / N


def gradCE(target, prediction):
    return -np.mean(target / prediction, axis=0)


def backprop(X, T, W1, b1, W2, b2):
    s1 = compute(W1, X, b1)
    x1 = relu(s1)
    p = softmax(compute(W2, x1, b2))
    N = X.shape[0]
    d2 = p - T
    d1 = np.matmul(d2, W2.T)
    d1[s1 < 0] = 0
    return np.matmul(X.T, d1), np.mean(d1, axis=0), np.matmul(x1.T, d2), np.mean(d2, axis=0)


trainData, validData, testData, trainTarget, validTarget, testTarget = loadData()
trainX = trainData.reshape(trainData.shape[0], -1)
T = convertOneHot(trainTarget)
W1 = np.random.normal(0, np.sqrt(2.0 / (784 + 1000)), (784, 1000))
b1 = np.zeros((1, 1000))
W2 = np.random.normal(0, np.sqrt(2.0 / (1000 + 10)), (1000, 10))
b2 = np.zeros((1, 10))
losses = []
start = time.time()
for epoch in range(200):
    dW1, db1, dW2, db2 = backprop(trainX, T, W1, b1, W2, b2)
    W1 -= 1e-5 * dW1
    b1 -= 1e-5 * db1
    W2 -= 1e-5 * dW2
    b2 -= 1e-5 * db2
    losses.append(averageCE(T, softmax(compute(W2, relu(compute(W1, trainX, b1)), b2))))
print("took", time.time() - start)
plt.plot(losses)
plt.show()

X_ph = tf.placeholder(tf.float32, shape=(None, 28, 28))


def best_epoch(losses, patience):
    best = 0
    for i in range(len(losses)):
        if losses[i] < losses[best]:
            best = i
        if i - best == patience:
            return best + 1, i + 1
    return best + 1, len(losses)
