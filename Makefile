# The commands of the house; the same on a laptop and in CI.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= var

.PHONY: help install run test check fix bench pictures clean

help: ## say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed ## make .venv with the locked dependencies

$(VENV)/.installed: requirements/runtime.txt pyproject.toml
	$(PYTHON) scripts/environment.py $(VENV) requirements/runtime.txt
	@touch $@

$(VENV)/.installed-tests: requirements/development.txt pyproject.toml
	$(PYTHON) scripts/environment.py $(VENV) requirements/development.txt
	@touch $@ $(VENV)/.installed

run: install ## start the demo on PORT (8000) with its data in DATA (var)
	@MUSTER_PORT=$(PORT) MUSTER_DATA=$(DATA) $(BIN)/muster demo

test: $(VENV)/.installed-tests ## install what the tests need, and run them
	@$(BIN)/python scripts/test.py

test-deep: $(VENV)/.installed-tests ## the same with every repetition, which takes twice as long
	@$(BIN)/python scripts/test.py --deep

check: $(VENV)/.installed-tests ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fix: $(VENV)/.installed-tests ## format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed-tests ## measure each figure beside its limit
	@$(BIN)/python -m bench

pictures: $(VENV)/.installed-tests ## take the pictures of the console that README shows (wants chromium)
	@$(BIN)/python tests/browser/pictures.py docs/pictures

clean: ## remove what the commands made, but no data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
