# One command surface. `make help` lists it.
VENV := .venv
BIN := $(VENV)/bin
UV := .cache/uv/bin/uv
PYTHON ?= python3
UV_VERSION := 0.13.8
# Installed bytecode keeps start-up quick even where Python is told not to write its own.
export UV_COMPILE_BYTECODE := 1
# Where git has reached this repository, the system's certificates work: a company's own stand among them.
export UV_SYSTEM_CERTS ?= 1
# A Python that was asked for by name is the one that is taken; else uv looks for one that is new enough.
ASKED_PYTHON := $(if $(filter command% environment%,$(origin PYTHON)),--python "$(shell command -v $(PYTHON))")

.PHONY: help setup run test check fmt migrate bench eval eval-memory
.DEFAULT_GOAL := help

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## make .venv with everything that is locked

$(UV):
	@echo "Fetching uv $(UV_VERSION), which installs the rest ..."
	@$(PYTHON) -m venv .cache/uv
	@.cache/uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.ready: pyproject.toml uv.lock $(UV)
	@echo "Installing what is locked into $(VENV); the first time takes up to a minute ..."
	@$(UV) sync --frozen --inexact --quiet $(ASKED_PYTHON)  # packages with tools of your own stay
	@$(BIN)/python -m compileall -q src
	@touch $@

run: setup ## serve a working desk with demo data on port 8000, or PORT=...
	@ENVIRONMENT=$${ENVIRONMENT:-development} $(BIN)/frontdesk demo --serve

test: setup ## all tests: SQLite, PostgreSQL, browser
	@$(BIN)/python tools/browser.py
	$(BIN)/pytest

check: setup ## style, types, layers, migrations, documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/test_docs.py tests/storage/test_migrate.py
	$(BIN)/python tools/checks/size.py

fmt: setup ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migrate: setup ## bring the database of DATABASE_URL up to date
	$(BIN)/frontdesk migrate

bench: setup ## measure what design goals name, as ratios in one run
	$(BIN)/python -m bench

eval: setup ## how well messages are understood and what is remembered of them; HELD=1 for the part kept apart
	@$(BIN)/python -m evals $(if $(HELD),--held --quiet)
	@$(BIN)/python -m evals.answers

eval-memory: setup ## how well questions find turns of long dialogues; DATA="file.json ..." in LoCoMo's form
	@$(BIN)/python -m evals.recall $(or $(DATA),evals/memory/open/*.json)
