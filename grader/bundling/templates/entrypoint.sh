#!/usr/bin/env bash
# PrairieLearn starts this as root for each submission; /grade/results is ours to make.
set -euo pipefail

folder="${GRADE_FOLDER:-/grade}"
python="${GRADER_PYTHON:-/opt/grader/venv/bin/python}"
export GRADER_DEADLINE="${GRADER_DEADLINE:-@DEADLINE@}"

chmod -R go-rwx "$folder/tests"
mkdir -p "$folder/results"
cd "$(mktemp -d)"
exec "$python" -P -m grader.bundling.at_prairielearn "$folder"
