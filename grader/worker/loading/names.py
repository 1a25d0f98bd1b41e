"""What a handed-in path is, by its name alone: source, archive, data or noise. Both processes."""

MIB = 1024 * 1024
MAX_SOURCE = 1 * MIB
MAX_NOTEBOOK = 16 * MIB
MAX_BYTES = 64 * MIB
MAX_ENTRIES = 2_000
MAX_DEPTH = 24
MAX_NOTES = 40
MAX_NAME = 80

SOURCES = (".py", ".ipynb")
CODE = ("py", "ipynb")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
FOREIGN_ARCHIVES = (".rar", ".7z")
DATA = frozenset((
    "npz", "npy", "csv", "tsv", "txt", "dat", "pkl", "pickle", "gz", "bz2", "xz", "mat", "json",
    "yaml", "yml", "h5", "hdf5", "idx", "bin", "pt", "pth", "ckpt", "ubyte", "zip", "tar", "tgz",
    "png", "jpg", "jpeg", "gif", "bmp", "pgm",
))  # fmt: skip
NOISE = frozenset(("__pycache__", "__MACOSX", "venv", "virtualenv", "site-packages"))
NOISE_ENDS = (".pyc", ".pyo", "-checkpoint.py", "-checkpoint.ipynb", "~")
MORE_NOISE = frozenset(("node_modules", "Thumbs.db", "desktop.ini"))


def is_noise(name: str) -> bool:
    """Say whether one path component is nobody's work: hidden, cached, an environment."""
    return (
        name.startswith(".")
        or name in NOISE
        or name in MORE_NOISE
        or name.endswith(NOISE_ENDS)
        or name.endswith((".egg-info", ".dist-info"))
    )


def is_source(path: str) -> bool:
    """Say whether a path names Python source or a notebook."""
    return path.lower().endswith(SOURCES)


def is_archive(path: str) -> bool:
    """Say whether a path names an archive that can be unpacked."""
    return path.lower().endswith(ARCHIVES)


def size_limit(path: str) -> int:
    """Return how many bytes a file of this name may have."""
    lowered = path.lower()
    if lowered.endswith(".py"):
        return MAX_SOURCE
    return MAX_NOTEBOOK if lowered.endswith(".ipynb") else MAX_BYTES


def form(path: str) -> str:
    """Return ``py``, ``ipynb``, ``data`` or ``other``."""
    lowered = path.lower()
    for suffix in SOURCES:
        if lowered.endswith(suffix):
            return suffix[1:]
    name = lowered.rpartition("/")[2]
    return "data" if name.rpartition(".")[2] in DATA or name.endswith("-ubyte") else "other"
