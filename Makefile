# Two commands on a fresh clone: `make digest` and `make test`. Each sets up what it needs in .venv, once.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# torch comes first and alone: pip would else pull a CUDA build. TORCH may name a file or add options (see README).
TORCH ?= torch==2.13.0

# The versions that were tested, by their hashes, are for this platform; others take what setup.py allows.
LOCKED := import sys, platform as p; sys.exit((*sys.version_info[:2], p.system(), p.machine()) != (3, 11, 'Linux', 'x86_64'))

.PHONY: digest test lint setup bench cluster-test cluster-bench mutants fuzz lock clean

setup: $(VENV)/ready

$(VENV)/ready: setup.py requirements.lock Makefile
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip setuptools wheel
	$(BIN)/python -m pip install --quiet $(TORCH)
	@if $(BIN)/python -c "$(LOCKED)"; then \
	  $(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements.lock; fi
	@# setuptools warns of any editable install; nobody can act on it
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

digest: setup
	$(BIN)/storywatch run --input seeds --state state --digest digest --print

test: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# mypy knows no package whose folders lie elsewhere (setup.py): it reads them by links under their name
	@mkdir -p $(VENV)/named/storywatch && cd $(VENV)/named/storywatch && ln -sfn ../../../storywatch/*.py . && \
	  for folder in pipelines transforms measure config; do ln -sfn ../../../$$folder $$folder; done
	cd $(VENV)/named && ../bin/mypy --config-file ../../pyproject.toml --cache-dir ../../.mypy_cache

# DATA, a labelled set, adds BERTopic and scikit-learn beside it; with the sizes it takes an hour on two quiet cores.
bench: setup
	$(BIN)/storywatch bench
	$(BIN)/storywatch bench $(foreach n,3000 10000,--articles $(n)) $(foreach n,10000 100000,--history $(n))
ifdef DATA
	$(BIN)/python -m pip install --quiet --editable '.[peers]'
	$(BIN)/storywatch bench --labelled $(DATA) $(if $(TOPICS),--topics $(TOPICS))
endif

# A Flink cluster on this machine (Java, Maven, PostgreSQL; as root each worker in a network namespace); PARALLELISM, what is tried.
PARALLELISM ?= 1,2,4
cluster-test: setup
	STORYWATCH_CLUSTER=$(CURDIR)/$(VENV)/cluster STORYWATCH_PARALLELISM=$(PARALLELISM) $(BIN)/python -m pytest -rs -W "always:no network namespaces" tests/test_cluster.py

# How much faster two TaskManagers of one core each are than one, on ARTICLES.
ARTICLES ?= 1000
cluster-bench: setup
	cd tests && $(CURDIR)/$(BIN)/python -m cluster.scale --parts $(CURDIR)/$(VENV)/cluster --articles $(ARTICLES)

# How many faults put into linking and comparison the fast tests find; of two thousand as many are tried as SAMPLE says.
SAMPLE ?= 300
mutants: setup
	$(BIN)/python -m pip install --quiet --editable '.[mutants]'
	$(BIN)/python -m storywatch.measure.mutants --sample $(SAMPLE)

# Damaged inputs: SEEDS, a folder of feeds, beside our own; as many EXAMPLES as one has time for.
EXAMPLES ?= 2000
fuzz: setup
	FUZZ_SEEDS=$(SEEDS) FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/test_fuzz.py

# The newest versions that setup.py allows, with their hashes; torch is left out with all that it brings, as it is installed first.
lock: setup
	$(BIN)/python -m pip install --quiet uv
	echo "torch; python_version < '3'" > .venv/without
	$(BIN)/uv pip compile setup.py --extra dev --upgrade --generate-hashes --no-header --no-annotate --override .venv/without \
	  --python-version 3.11 --python-platform x86_64-unknown-linux-gnu --output-file requirements.lock

clean:
	rm -rf state digest
