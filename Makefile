# Two commands on a fresh clone: `make digest` and `make test`. Each sets up what it needs in .venv, once.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# torch comes first and alone: pip would else pull a CUDA build. TORCH may name a file or add options (see README).
TORCH ?= torch==2.13.0

.PHONY: digest test lint setup bench clean

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

# DATA, a labelled set, adds BERTopic and scikit-learn beside it; with the sizes it takes an hour on two quiet cores.
bench: setup
	$(BIN)/storywatch bench
	$(BIN)/storywatch bench $(foreach n,3000 10000,--articles $(n)) $(foreach n,10000 100000,--history $(n))
ifdef DATA
	$(BIN)/python -m pip install --quiet --editable '.[peers]'
	$(BIN)/storywatch bench --labelled $(DATA) $(if $(TOPICS),--topics $(TOPICS))
endif

clean:
	rm -rf state digest
