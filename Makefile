# Two commands on a fresh clone: `make digest` and `make test`. Each sets up what it needs in .venv, once.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# torch comes first and alone: pip would else pull a CUDA build. TORCH may name a file or add options (see README).
TORCH ?= torch==2.13.0

.PHONY: digest test lint setup clean

setup: $(VENV)/ready

$(VENV)/ready: setup.py Makefile
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip setuptools wheel
	$(BIN)/python -m pip install --quiet $(TORCH)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

digest: setup
	$(BIN)/storywatch run --input seeds --state state --digest digest --print

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf state digest
