# Two commands on a fresh machine: `make demo` and `make test`; each installs what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test lint bench docs clean

demo: $(VENV)/.run
	@echo; echo '$$ grader check assignments/letters/demo/student_submission --assignment letters'; echo
	@$(BIN)/grader check assignments/letters/demo/student_submission --assignment letters || [ $$? -eq 1 ]

test: $(VENV)/.dev $(VENV)/.frameworks
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.dev
	$(BIN)/python -m grader.documenting docs
	$(BIN)/python -m grader_plugins.reporters.schema > docs/report.md

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'grader needs Python 3.11 or newer; say which with: make PYTHON=python3.12'; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.run

# Apart from .dev: the frameworks take five gigabytes, and only their own tests import them.
$(VENV)/.frameworks: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --editable '.[torch,keras]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
