"""What students call the catalogue's functions, beside their canonical names. Runs in the judge.

Case and underscores are folded anyway: ``ReLu``, ``re_lu`` and ``relu`` are one name.
"""


def of_function(*names: str) -> tuple[str, ...]:
    """Return names with the ways to say that each is a function, such as ``softmax_fn``."""
    forms = ("{}", "{}_function", "{}_func", "{}_fn", "my_{}", "compute_{}", "calculate_{}")
    return tuple(form.format(name) for name in names for form in (*forms, "calc_{}"))


def of_derivative(*names: str) -> tuple[str, ...]:
    """Return the ways to name the derivatives of functions, such as ``d_relu``, ``relu_prime``."""
    forms = (
        *("d_{}", "{}_derivative", "{}_deriv", "{}_der", "{}_prime", "{}_dash", "{}_grad"),
        *("{}_gradient", "{}_backward", "grad_{}", "gradient_{}", "gradient_of_{}"),
        *("deriv_{}", "derivative_{}", "derivative_of_{}", "diff_{}", "delta_{}"),
    )
    return tuple(form.format(name) for name in names for form in forms)


def beside(name: str, *names: str) -> tuple[str, ...]:
    """Return names once each, without those that fold to a function's own."""
    known = {fold(alias): alias for alias in reversed(names)}
    return tuple(reversed([alias for key, alias in known.items() if key != fold(name)]))


def fold(name: str) -> str:
    """Return a name in lower case and without underscores."""
    return name.lower().replace("_", "")
