"""What students call the parameters of optimisers, of regularisation and of images.

Aliases are folded: lower case, without underscores. Runs in the judge.
"""

from grader_reference.catalogue import Parameter

PARAMETER = Parameter(
    name="parameter", aliases=("w", "x", "p", "theta", "param", "params", "weights", "weight")
)
GRADIENT = Parameter(
    name="gradient", aliases=("g", "dw", "dx", "grad", "grads", "gradients", "dparam", "dtheta")
)
VELOCITY = Parameter(name="velocity", aliases=("v", "vel", "vw", "state", "vt"))
LEARNING_RATE = Parameter(
    name="learning_rate", aliases=("lr", "alpha", "eta", "rate", "step", "stepsize")
)
MOMENTUM = Parameter(name="momentum", aliases=("mu", "beta", "gamma", "rho", "m", "mom"))
CACHE = Parameter(
    name="cache",
    aliases=("s", "h", "c", "v", "state", "squares", "accumulated", "gradsquared", "sumsquares"),
)
DECAY = Parameter(name="decay", aliases=("rho", "decayrate", "beta", "gamma", "alpha2", "beta2"))
EPSILON = Parameter(name="epsilon", aliases=("eps", "e", "delta", "smoothing"))
FIRST = Parameter(name="m", aliases=("first", "firstmoment", "mt", "mw", "moment1"))
SECOND = Parameter(name="v", aliases=("second", "secondmoment", "vt", "vw", "moment2"))
COUNT = Parameter(name="t", aliases=("timestep", "iteration", "it", "iter", "n", "k", "count"))
BETA1 = Parameter(name="beta1", aliases=("b1", "decay1", "rho1"))
BETA2 = Parameter(name="beta2", aliases=("b2", "decay2", "rho2"))
STRENGTH = Parameter(
    name="strength", aliases=("reg", "lam", "lambd", "lambda", "regularization", "l2", "decay")
)
PENALISED = Parameter(name="weights", aliases=("w", "weight", "theta", "params", "kernel"))
FAN_IN = Parameter(name="fan_in", aliases=("nin", "inputs", "indim", "ninputs", "inputsize", "n"))
FAN_OUT = Parameter(
    name="fan_out", aliases=("nout", "outputs", "outdim", "noutputs", "outputsize", "m")
)
ORDER = Parameter(name="order", aliases=("perm", "permutation", "indices", "idx", "index"))
SIZE = Parameter(name="size", aliases=("batchsize", "bs", "n", "b", "nbatch"))
NUMBER = Parameter(name="number", aliases=("i", "k", "batchindex", "batchnumber", "step"))

IMAGES = Parameter(name="x", aliases=("input", "inputs", "image", "images", "aprev", "a", "inp"))
KERNEL = Parameter(
    name="kernel", aliases=("w", "k", "f", "weights", "weight", "filter", "filters", "kernels")
)
FILTER_BIAS = Parameter(name="bias", aliases=("b", "biases"))
STRIDE = Parameter(name="stride", aliases=("s", "strides"))
PADDING = Parameter(name="padding", aliases=("p", "pad"))
WINDOW = Parameter(name="size", aliases=("pool", "poolsize", "f", "k", "kernelsize", "pooling"))
BY_SCORES = Parameter(name="dz", aliases=("dout", "dy", "grad", "upstream", "gradout", "delta"))
BY_POOLED = Parameter(name="dh", aliases=("dout", "dy", "dz", "grad", "upstream", "gradout", "da"))

ACTIVATIONS = Parameter(name="x", aliases=("h", "a", "z", "input", "inputs", "inp", "activations"))
MASK = Parameter(name="mask", aliases=("m", "d", "keepmask", "dropoutmask"))
KEEP = Parameter(name="keep", aliases=("p", "keepprob", "prob", "rate", "pkeep", "dropout"))
TRAINING = Parameter(name="training", aliases=("train", "istraining", "trainmode", "mode"))
BY_ACTIVATIONS = Parameter(name="dh", aliases=("dout", "dy", "da", "grad", "upstream", "gradout"))
GAMMA = Parameter(name="gamma", aliases=("scale", "g"))
BETA = Parameter(name="beta", aliases=("shift", "offset", "b"))
RUNNING_MEAN = Parameter(name="running_mean", aliases=("movingmean", "runmean", "rm", "rmean"))
RUNNING_VAR = Parameter(
    name="running_var", aliases=("movingvar", "runvar", "rv", "rvar", "movingvariance")
)
RUNNING_SHARE = Parameter(name="momentum", aliases=("decay", "mom", "alpha", "rho"))
BY_NORMALISED = Parameter(name="dy", aliases=("dout", "grad", "upstream", "gradout"))
