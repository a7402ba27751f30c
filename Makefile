# Every target sets up what it needs: a virtual environment in .venv, with the versions of constraints.txt, made once
# and again when pyproject.toml or constraints.txt changes.
# Needs nothing but make and Python 3.11 or newer; `make PYTHON=/path/to/python3.12 demo` picks another Python.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo $$p; break; }; done)
WORKERS ?= 2
BIN := .venv/bin
# each file of tests in one process, which shares what it made; those that take longest are begun first (tests/conftest.py)
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
READY := .venv/.ready
SOURCES := careers_workbook tests docs examples install.py
# else each of the hundreds of processes that tests start would compile the program anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-all sample quick lint types format bench lowest newest golden docs screenshots constraints clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo    the whole road with twelve made-up schools, in output/demo"
	@echo "make test    every kind of test (some need LibreOffice, Chromium or Java and are skipped without)"
	@echo "make quick   the tests that take about a minute in all, without LibreOffice and Chromium"
	@echo "make test-all  the sweeps too, which repeat some tests very often: takes long"
	@echo "make sample  a tenth of the sweeps, always the same, as .ci/run does"
	@echo "make lint    ruff: rules and format        make types   mypy --strict"
	@echo "make format  put the format right          make bench   how long things take"
	@echo "make lowest  demo and some tests with the oldest versions that pyproject.toml allows; make newest: with the newest"
	@echo "make golden  examples/ anew: a blank, a return, its report, the README's images"
	@echo "make docs    README's command output, docs/problems.md and docs/schema anew"
	@echo "make screenshots  README's pictures of the desk anew (needs Chromium)"
	@echo "make constraints  constraints.txt anew, with the newest versions; then every test"
	@echo "make clean   remove what was made, the virtual environment included"

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Name one: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/pip || "$(PYTHON)" -m venv .venv
	@echo "Setting up .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group dev
	@touch $@

demo: $(READY)
	@$(BIN)/careers-workbook demo

test: $(READY)
	$(PYTEST)

test-all: $(READY)
	$(PYTEST) --sweep 1

sample: $(READY)
	$(PYTEST) --sweep 0.1 -m sweep

quick: $(READY)
	$(PYTEST) -m "not slow and not office and not browser"

lint: $(READY)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: $(READY)
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

bench: $(READY)
	$(BIN)/pytest tests/benchmarks -o python_files="bench_*.py" -s -q

lowest newest: $(READY)
	@.ci/versions $@

golden: $(READY)
	$(BIN)/python examples/generate.py

docs: $(READY)
	$(BIN)/python docs/generate.py

screenshots: $(READY)
	$(BIN)/python -m docs.screenshots

constraints: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager --editable . --group dev
	$(BIN)/python -m tests.support.requirements

clean:
	rm -rf .venv .venv-lowest .venv-newest output dist .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
