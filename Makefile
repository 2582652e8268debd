# policeaudit: `make` lists the commands. Needs Python 3.11 or newer and a package index; nothing else by hand.
# The system's own Python where it will do: distributions build theirs with profiles, and on one that was built without them, as
# pyenv does, an audit takes a fifth longer. PYTHON=... names another.
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo /usr/bin/python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# pip compiles what it copies; what it only points to would be compiled by the first audit, or by each one
COMPILE = @$(BIN)/python -m compileall -q src && \
	$(BIN)/python -c 'from policeaudit.report.templating import compile_all; compile_all()'

.DEFAULT_GOAL := help
.PHONY: help spark demo test lint fix validate bench schema docs clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "policeaudit needs Python 3.11 or newer; name it with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable .
	$(COMPILE)
	@touch $@

$(VENV)/test: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable '.[test]'
	$(COMPILE)
	@touch $@ $(VENV)/run

spark: $(VENV)/test ## add Spark (some 500 MB; needs Java), so that its test is not skipped
	$(PIP) --editable '.[spark]'

demo: $(VENV)/run ## audit the bundled demo city and say where the report is
	$(BIN)/policeaudit run audits/demo-city-2022q4.toml --out reports

test: $(VENV)/test ## the whole test suite, with coverage
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered $(ARGS)

lint: $(VENV)/test ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(VENV)/test ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

validate: $(VENV)/test ## measure the error rates of the verdicts again (some 20 minutes)
	$(BIN)/python -m validation

bench: $(VENV)/test ## time an audit against the bare scan and against peers
	$(BIN)/python benchmarks/bare_scan.py
	$(BIN)/python benchmarks/peers.py
	$(BIN)/python benchmarks/verdicts.py
	$(BIN)/python benchmarks/subgroups.py

schema: $(VENV)/run ## write the published JSON schemas
	for document in plan assessment check comparison whatif; do \
		$(BIN)/policeaudit schema $$document > docs/schema/$$document.json || exit 1; done

docs: $(VENV)/run ## write the manual's pages about the checks
	$(BIN)/policeaudit explain --markdown --lang en > docs/checks.md
	$(BIN)/policeaudit explain --markdown --lang zh > docs/checks.zh.md

clean: ## remove what the commands above made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build dist
