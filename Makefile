# The commands of this project, for people and for CI alike.
#   make run        install into .venv and open the app on library/
#   make test       install what tests need, then lint, types, layers, tests
VENV    ?= .venv
PYTHON  ?= python3
BIN     := $(VENV)/bin
LIBRARY ?= library
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test lint types layers tests whoosh3 torture format wheel screenshots clean

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

# In the order of the folders, where the long files come first: by the number of their tests, as is
# the rule, the attacks begin last and one core waits for the other.
tests: $(VENV)/.test
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

# The index on the distribution of Whoosh that is the way out, should 2.7.4 stop working. It leaves
# temporary files to the garbage collector, which is not our tests' to complain of.
whoosh3: $(VENV)/whoosh3
	$(VENV)/whoosh3/bin/pytest -W ignore::pytest.PytestUnraisableExceptionWarning \
		tests/unit/test_index_engine.py tests/property/test_index_counts.py

$(VENV)/whoosh3: $(VENV)/.test
	$(PYTHON) -m venv $@
	$@/bin/pip --disable-pip-version-check --quiet install --constraint constraints.txt \
		--editable . --requirement requirements-test.txt
	$@/bin/pip --disable-pip-version-check --quiet uninstall --yes whoosh
	$@/bin/pip --disable-pip-version-check --quiet install whoosh3==3.54.0

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(VENV)/.test
	$(BIN)/python -m pip wheel --no-deps --wheel-dir dist .

screenshots: $(VENV)/.test
	$(BIN)/python docs/screenshots.py

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Inglenook needs Python 3.11 or newer; set PYTHON=python3.12, say")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.app: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing what the app needs into $(VENV) ..."
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.app requirements-test.txt constraints.txt
	$(PIP) install --constraint constraints.txt --requirement requirements-test.txt
	@touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Every attack at length: half an hour, and a table of what gave way.
torture: $(VENV)/.test
	$(BIN)/python tests/torture
