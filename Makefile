PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
TOX := .tox/bootstrap/bin/tox

.PHONY: help run test bench bench-full soak migration constraints
.DEFAULT_GOAL := help

help:
	@echo "make run          serve on http://127.0.0.1:$(PORT) from var/bosonline.db (PORT=... for another port)"
	@echo "make test         every check: style, types, contracts, tests (TOXENV=py311 for one of them)"
	@echo "make bench        the measured figures, into benchmarks/RESULTS.md"
	@echo "make bench-full   the same on a store with a million orders"
	@echo "make soak         the endless checks"
	@echo "make migration    write the next revision from what the tables have become (MESSAGE=\"...\")"
	@echo "make constraints  write down the versions that a fresh install gets"

run: export BOSONLINE_PORT = $(PORT)
run: $(VENV)/.installed
	@mkdir -p var
	@$(BIN)/bosonline migrate
	@$(BIN)/bosonline sample-data --if-empty
	@exec $(BIN)/bosonline serve

test: $(TOX)
	$(TOX) run

bench: $(TOX)
	$(TOX) run -e bench

bench-full: $(TOX)
	$(TOX) run -e bench -- --orders 1000000

soak: $(TOX)
	$(TOX) run -e soak

migration: $(VENV)/.installed
	$(BIN)/python -m bosonline.adapters.outbound.sql.migrations "$(MESSAGE)"

constraints:
	rm -rf .tox/constraints
	$(PYTHON) -m venv .tox/constraints
	.tox/constraints/bin/pip install -qq ".[postgres,test,bench]" bandit import-linter mypy ruff tox types-psutil types-requests
	echo "# The versions that BosOnline is tested with. Made by 'make constraints'; used by make and tox." > constraints.txt
	.tox/constraints/bin/pip freeze --exclude bosonline >> constraints.txt

$(VENV)/.installed: setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -qq -c constraints.txt -e ".[postgres]"
	touch $@

$(TOX): constraints.txt
	$(PYTHON) -m venv .tox/bootstrap
	.tox/bootstrap/bin/pip install -qq -c constraints.txt tox
	touch $@
