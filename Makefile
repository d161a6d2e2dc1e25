# SalesTalk from two commands: `make up` and `make test`. Needs Python 3.11 or newer, make and git; everything else
# is installed into this folder, from hashed locks, and only when a lock changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PORT ?= $(or $(SALESTALK_PORT),4566)
TEST_WORKERS ?= 2
ARGS ?=
PAGE_SOURCES := $(shell find web -name node_modules -prune -o -name dist -prune -o -type f -print)

# The installers trust the certificates this machine trusts, and take no settings but the locks.
export UV_SYSTEM_CERTS := 1
export UV_NO_CONFIG := 1
export UV_PYTHON_DOWNLOADS := never
export NODE_USE_SYSTEM_CA := 1
export PATH := $(CURDIR)/$(BIN):$(PATH)
# The CDK's library is large: unpacked and compiled once, at set-up, so that every start after that is quick.
export JSII_RUNTIME_PACKAGE_CACHE_ROOT := $(CURDIR)/build/jsii
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help
help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 16

# --- Set-up: done once, skipped while the locks stay the same ------------------------------------------------

.PHONY: setup
setup: .venv/.installed .emulator/.installed node_modules/.installed build/layer-local.built-from build/jsii/.unpacked build/web.built-from ## Install everything into this folder

.venv/.made:
	@tools/make_venv.sh .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

.venv/.installed: .venv/.made requirements/dev.txt pyproject.toml
	@echo "Installing the Python packages"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --no-index -e .
	@touch $@

# MiniStack pins botocore, and functions see its packages: an environment of its own.
.emulator/.installed: .venv/.installed requirements/emulator.txt
	@echo "Installing the embedded AWS"
	@test -x .emulator/bin/python || tools/make_venv.sh .emulator
	@$(BIN)/uv pip sync --quiet --python .emulator/bin/python --require-hashes requirements/emulator.txt
	@touch $@

node_modules/.installed: .venv/.installed package.json package-lock.json .npmrc
	@echo "Installing the CDK command line"
	@$(BIN)/npm ci --silent
	@touch $@

build/jsii/.unpacked: .venv/.installed
	@echo "Unpacking the CDK"
	@$(BIN)/python -c "import aws_cdk, stacks.application; aws_cdk.App(analytics_reporting=False)"
	@mkdir -p build/jsii && touch $@

build/layer-local.built-from: .venv/.installed requirements/runtime.txt tools/build_layer.py
	@$(BIN)/python tools/build_layer.py --local
	@touch $@

web/node_modules/.installed: .venv/.installed web/package.json web/package-lock.json web/.npmrc
	@echo "Installing what the page is built with"
	@cd web && npm ci --silent
	@touch $@

build/web.built-from: web/node_modules/.installed $(PAGE_SOURCES)
	@echo "Building the page"
	@cd web && npm run build --silent
	@mkdir -p build && touch $@

build/layer-lambda.built-from: .venv/.installed requirements/runtime.txt tools/build_layer.py
	@$(BIN)/python tools/build_layer.py
	@touch $@

# --- Run it on this machine ----------------------------------------------------------------------------------

.PHONY: up down status
up: setup ## Start everything here, load the examples, ask both tenants a question
	@$(BIN)/salestalk up --port $(PORT) $(ARGS)

down: .venv/.installed ## Stop what `up` started (ARGS=--purge forgets the data too)
	@$(BIN)/salestalk down $(ARGS)

status: .venv/.installed ## Say what runs here
	@$(BIN)/salestalk status $(ARGS)

# --- Check it ------------------------------------------------------------------------------------------------

.PHONY: browser web test test-long attack check gate lint format generated screenshots snapshots lock eval
browser: ## Install the browser that tests the page, unless there is one
	@tools/install_browser.sh

web: build/web.built-from ## Build the chat page into web/dist

test: setup browser build/layer-lambda.built-from ## Run every test, those on the emulator included
	@$(BIN)/pytest -n $(TEST_WORKERS) $(ARGS)

test-long: setup ## Run the tests that take minutes: loads under every fault, and their memory
	@$(BIN)/pytest -n $(TEST_WORKERS) -o python_files='long_*.py' tests/long $(ARGS)

attack: setup ## Attack the walls between tenants, several thousand times; writes docs/security.md (ARGS=--seed N)
	@$(BIN)/python -m tests.attack $(ARGS)

check: lint gate test ## The gate: format, lint, types, layers, generated files, instruction counts, and every test

gate: setup ## Count the instructions of fixed work against what was accepted, and of starts against main (--accept keeps them)
	@$(BIN)/python -m tests.performance.gate --if-possible
	@$(BIN)/python -m tests.performance.imports --if-possible

lint: setup build/layer-lambda.built-from ## The gate without the tests
	@tools/check.sh

format: .venv/.installed ## Put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

generated: setup ## Write the generated files anew: prepared vocabulary, schemas, OpenAPI document, seed data, tables of documents
	@$(BIN)/python -m tools.vocabulary --write
	@$(BIN)/python -m salestalk.contracts.schemas --write
	@$(BIN)/python -m tools.openapi --write
	@$(BIN)/python -m tools.asyncapi --write
	@cd web && npm run api --silent
	@$(BIN)/python -m seed_data.generate
	@$(BIN)/python -m tools.plans --write
	@$(BIN)/python -m tools.cost --write
	@$(BIN)/python -m tools.scale --write

screenshots: setup browser ## Take the pictures of the page that the README shows
	@$(BIN)/python -m tests.e2e.browser.screenshots

snapshots: setup ## Accept the templates as they are now
	@$(BIN)/pytest tests/infrastructure --snapshot-update

eval: .venv/.installed ## Measure how well questions are understood and answered; writes docs/evaluation.md
	@$(BIN)/python -m tests.evaluation.run --write docs/evaluation.md $(ARGS)

bench: setup ## Measure everything, in less than 15 minutes; writes docs/performance.md and .json (ARGS=--list, --quick or names)
	@$(BIN)/python -m tests.performance $(ARGS)

lock: .venv/.installed ## Write the locks anew from pyproject.toml and package.json
	@requirements/lock.sh

# --- Deploy it to AWS ----------------------------------------------------------------------------------------

.PHONY: synth deploy deploy-tenant
synth: setup build/layer-lambda.built-from ## Write the templates for AWS into cdk.out
	@node_modules/.bin/cdk synth --quiet $(ARGS)

deploy: setup build/layer-lambda.built-from ## Deploy everything but tenants, and the page, to the AWS account you are signed in to
	@node_modules/.bin/cdk deploy --all $(ARGS)
	@$(BIN)/salestalk page --aws

deploy-tenant: setup build/layer-lambda.built-from ## Deploy one tenant there: TENANT=acme-corp-001 ARGS='--parameters …'
	@: "$${TENANT:?Say which tenant: make deploy-tenant TENANT=acme-corp-001}"
	@node_modules/.bin/cdk deploy "Tenant-$$TENANT" --exclusively -c "tenant=$$TENANT" $(ARGS)
