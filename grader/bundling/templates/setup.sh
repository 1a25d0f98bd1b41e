#!/usr/bin/env bash
# Runs once, as root, when the autograder's image is built (Ubuntu 22.04, whose Python 3.10 is too old for the grader).
# uv brings a Python of its own; no package of the system is replaced.
set -euo pipefail

source_folder="${AUTOGRADER_FOLDER:-/autograder}/source"
home="${GRADER_HOME:-/opt/grader}"
export UV_PYTHON_INSTALL_DIR="$home/python" UV_LINK_MODE=copy UV_NO_CACHE=1

apt-get update
apt-get install -y --no-install-recommends python3-pip
python3 -m pip install --no-cache-dir uv

mkdir -p "$home"
python3 -m uv venv --python "@PYTHON@" "$home/venv"
cd "$source_folder"
python3 -m uv pip install --python "$home/venv/bin/python" @REQUIREMENTS@

# Student code runs as a user without rights, behind a wall: it may read Python and numpy, and nothing of this folder.
chmod -R a+rX "$home"
chmod -R go-rwx "$source_folder"

# What the wall is made of here; grading refuses below level L2.
"$home/venv/bin/grader" doctor || echo 'WARNING: the confinement here is too weak. Nothing will be graded until it is L2 or better.'
