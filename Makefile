# Two commands do all the set-up: `make members` and `make test`. Both are safe to repeat.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: members test lint format comunica clean

members: $(VENV)/ready  ## the member cities, since when, and who says so
	@$(BIN)/ascn-kg run member-cities --format table

test: $(VENV)/ready-dev lint $(if $(CI),comunica)  ## every test; with CI set, none may be skipped
	$(BIN)/pytest -n auto

lint: $(VENV)/ready-dev  ## style, types, form of the Turtle files
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/ascn-kg format --check ontology facts

format: $(VENV)/ready-dev  ## put code and Turtle files into their canonical form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/ascn-kg format ontology facts

comunica: tests/web/comunica/node_modules/.package-lock.json  ## the SPARQL client that runs in node

tests/web/comunica/node_modules/.package-lock.json: tests/web/comunica/package-lock.json
	npm ci --prefix tests/web/comunica --no-audit --no-fund --silent
	touch $@

clean:  ## remove the environment
	rm -rf $(VENV)

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --editable '.[web]' --group dev
	touch $@
