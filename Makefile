# `make run` and `make test` do everything from a fresh checkout: install what is
# missing, build, then show or check. `make help` lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help

export PATH := $(PATH):$(HOME)/.cargo/bin

CARGO  ?= cargo
# The binary that every target below runs.
export PYSTON ?= $(abspath $(or $(CARGO_TARGET_DIR),target))/release/pyston
# CPython 2.7.18, for the targets that compare with it. Never needed to build or test.
ORACLE ?= $(firstword $(wildcard $(HOME)/.pyenv/versions/2.7.18/bin/python2.7) \
                      $(shell command -v python2.7 2>/dev/null))
export ORACLE
# The conformance runners, kept outside this repository.
CONFORMANCE ?= ../shared/conformance

.PHONY: help setup build run test test-all unit status bench ast-compare fuzz-syntax fuzz-programs conformance lint docker clean

help: ## Lists the targets.
	@sed -n 's/^\([a-z-]*\):[^#]*## */\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## Installs what the build needs and the machine lacks.
	@.ci/setup

build: setup ## Builds the release binary.
	$(CARGO) build --release --package cli

run: build ## Builds, then runs the showcase programs through the JIT, timed.
	@pyfiles/examples/show "$(PYSTON)"

unit: setup
	$(CARGO) test --quiet --workspace --exclude tests

test: build unit ## Builds, then runs all tests (programs in a part of the modes).
	$(CARGO) test --quiet --package tests

test-all: build unit ## Like test, with every program in every mode.
	$(CARGO) test --quiet --package tests --test it -- --all

status: build ## Writes tests/py/STATUS, the list of known failures, from a run.
	-$(CARGO) test --quiet --package tests --test it -- --update-status

bench: build ## Runs the benchmarks on the JIT, the interpreter and CPython if found.
	$(PYSTON) bench $(if $(ORACLE),--with cpython=$(ORACLE)) $(BENCH)

ast-compare: build need-oracle ## Compares syntax trees of a whole library with CPython 2.7.
	python3 frontend/tools/ast_compare.py --oracle "$(ORACLE)"

fuzz-syntax: build need-oracle ## Compares verdicts on mutated sources with CPython 2.7.
	python3 frontend/tools/fuzz_syntax.py --oracle "$(ORACLE)"

fuzz-programs: build ## Compares generated programs over the modes, and with CPython 2.7 if found.
	python3 tests/fuzz/fuzz.py $(or $(FUZZ),--count 200)

conformance: build need-oracle need-conformance ## Runs CPython's own tests; compares with tests/conformance/STATUS.
	@mkdir -p target/reference/cpython27
	@ln -sfn "$$($(ORACLE) -c 'import os; print os.path.dirname(os.__file__)')" target/reference/cpython27/Lib
	@for tier in 1 2; do (cd $(CONFORMANCE) && REF=$${REF:-$(CURDIR)/target/reference} \
	  PYSTON_HOME=$(CURDIR)/target/reference/cpython27/Lib \
	  python3 cpython_tests.py --tier $$tier --mini --list-failing); done | python3 tests/conformance/compare.py $(STATUS)

.PHONY: need-oracle need-conformance
need-oracle:
	@test -n "$(ORACLE)" && test -x "$(ORACLE)" || { \
	  echo "This target compares with CPython 2.7.18, which is not here: name it with ORACLE=..." >&2; exit 2; }
need-conformance:
	@test -f $(CONFORMANCE)/cpython_tests.py || { \
	  echo "The conformance runners are not at $(CONFORMANCE): name the folder with CONFORMANCE=..." >&2; exit 2; }

lint: setup ## Checks the formatting and runs clippy with warnings as errors.
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings

docker: ## Builds the image pyston:latest.
	docker build --tag pyston:latest .

clean: ## Deletes what was built.
	$(CARGO) clean
