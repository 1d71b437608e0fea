# Two commands: `make study` does the main job, `make test` runs every check.
# Needs Python 3.11 or 3.12, pip and make; everything else is installed into .venv from hashed locks.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
RAW ?= data/raw
OUT ?= data/processed
BIN := .venv/bin
WORKERS ?= 2
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
unexport PYTHONDONTWRITEBYTECODE
export OPENBLAS_NUM_THREADS ?= 1
export PYTHONHASHSEED ?= 0

.PHONY: help study parse test quick format lint types pytest lab course docs benchmark-forms benchmark-prose benchmark-speed benchmark-batch lock clean

help:  ## what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /: /'

study: .venv/runtime.stamp  ## read data/raw, run the notebooks, write reports/index.html
	$(BIN)/govdisc study --raw $(RAW) --out $(OUT)

parse: .venv/runtime.stamp  ## read data/raw into data/processed only
	$(BIN)/govdisc parse $(RAW) --out $(OUT)

lab: .venv/runtime.stamp  ## open the notebooks in JupyterLab, with the tables they read
	test -f $(OUT)/reports.csv -o -f $(OUT)/reports.parquet || $(BIN)/govdisc parse $(RAW) --out $(OUT)
	$(BIN)/jupyter lab $(AS_ROOT) notebooks

test: .venv/dev.stamp  ## format, lint, types, tests and notebooks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -rs

quick: .venv/dev.stamp  ## the tests without the slow files: a first answer while working
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow"

format: .venv/dev.stamp  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# LANG is also the name of the system's locale: only zh and en ask for one language.
course: .venv/runtime.stamp  ## build the course for students and teachers (LANG=zh|en, SEED=1)
	LANG=C.UTF-8 $(BIN)/govdisc course build --out build/course --seed $(or $(SEED),1) --lang $(or $(filter zh en,$(LANG)),both)

docs: .venv/dev.stamp  ## write the documents made from data, build the documentation into build/docs
	$(BIN)/python scripts/write_docs.py
	$(BIN)/python -m sphinx -q -W -b html docs build/docs

benchmark-forms: .venv/dev.stamp  ## measure the reading of forms beside other tools
	$(BIN)/python -m benchmarks.forms --reports 400 --seed 20261122 --out docs/accuracy.md

benchmark-prose: .venv/dev.stamp  ## measure the reading of prose beside what one would write instead
	$(BIN)/python -m benchmarks.prose --out docs/accuracy.md

benchmark-speed: .venv/dev.stamp  ## measure the time per report beside other tools
	$(BIN)/python -m benchmarks.speed

benchmark-batch: .venv/dev.stamp  ## measure 31 provincial reports beside a plain loop of papermill
	$(BIN)/python -m benchmarks.batch

lock: .venv/dev.stamp  ## write the locks anew from pyproject.toml
	$(BIN)/python scripts/lock.py

clean:  ## forget the environment and everything that was made
	rm -rf .venv reports

.venv/bootstrap.stamp: requirements/bootstrap.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.txt
	touch $@

.venv/runtime.stamp: .venv/bootstrap.stamp requirements/runtime.txt pyproject.toml
	$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements/runtime.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev.stamp: .venv/bootstrap.stamp requirements/dev.txt pyproject.toml
	$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements/dev.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@ .venv/runtime.stamp
