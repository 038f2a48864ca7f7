# The commands of this project, for people and for CI alike.
#   make run        install into .venv and open the app on library/
#   make test       install what tests need, then lint, types, layers, tests
VENV    ?= .venv
PYTHON  ?= python3
BIN     := $(VENV)/bin
LIBRARY ?= library
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test lint types layers tests format wheel screenshots clean

run: $(VENV)/.app
	@$(BIN)/inglenook "$(LIBRARY)"

test: lint types layers tests

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

layers: $(VENV)/.test
	$(BIN)/lint-imports --no-cache

tests: $(VENV)/.test
	$(BIN)/pytest -n 2 --dist loadfile

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(VENV)/.test
	$(BIN)/python -m pip wheel --no-deps --wheel-dir dist .

screenshots: $(VENV)/.test
	$(BIN)/python docs/screenshots.py

$(VENV)/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Inglenook needs Python 3.11 or newer; set PYTHON=python3.12, say")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.app: $(VENV)/.python pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.app requirements-test.txt constraints.txt
	$(PIP) install --constraint constraints.txt --requirement requirements-test.txt
	@touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
