# `make demo` to try Gazette, `make test` to check it. Both make the environment they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet \
        --no-emit-index-url --no-emit-find-links pyproject.toml
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Where no bytecode is kept, each of the tests' processes compiles the whole bot anew; the first ones do
# so together, unless it is done before.
export PYTHONDONTWRITEBYTECODE :=

DEMO := $(if $(findstring --postgres,$(ARGS)),dev,run)

.DEFAULT_GOAL := help
.PHONY: help demo test format postgres bench mutants docs pictures audit image image-test lock clean

help:            ## this list
	@grep -E '^[a-z-]+: .*##|^[a-z-]+:  .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/run.stamp: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/bench.stamp: requirements-bench.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements-bench.txt
	@touch $@

$(VENV)/docs.stamp: requirements-docs.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements-docs.txt
	@touch $@

demo: $(VENV)/$(DEMO).stamp     ## the bot in a Discord of its own, at http://127.0.0.1:8765
	$(BIN)/python -m bot demo $(ARGS)

test: $(VENV)/dev.stamp     ## format, lint, types, tests: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m compileall -q bot cogs sandbox
	$(BIN)/coverage run -m pytest -n auto
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

format: $(VENV)/dev.stamp   ## put the code in its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

postgres: $(VENV)/run.stamp ## beside what runs, what DATABASE=postgresql://… needs
	$(PIP) install --require-hashes -r requirements-postgres.txt

bench: $(VENV)/bench.stamp  ## the figures of docs/benchmarks.md, baselines beside them
	$(BIN)/python -m bench $(ARGS)

mutants: $(VENV)/dev.stamp  ## faults put into the code by chance: does a test notice?
	$(BIN)/python -m tools.mutants $(ARGS)

docs: $(VENV)/docs.stamp    ## the documentation as a site in docs/_build, strict
	$(BIN)/python -m tools.reference docs/reference
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet $(ARGS) docs docs/_build

pictures: $(VENV)/dev.stamp ## the documents' pictures, taken anew from the demo (needs chromium)
	$(BIN)/python -m tools.pictures docs/pictures

audit: $(VENV)/dev.stamp    ## what is out of date or has advisories, where a network allows
	$(PIP) install pip-audit
	$(BIN)/python -m pip --disable-pip-version-check list --outdated
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.txt

image:           ## the container image, by docker, podman or buildah
	deploy/image.sh

image-test:      ## start the image, look whether it posts, is healthy, and ends; so the compose file
	$(PYTHON) -m tools.image_test $${TAG:-gazette}
	$(PYTHON) -m tools.compose_test

lock: $(VENV)/dev.stamp     ## pin again what pyproject.toml asks for
	$(PIP) install uv
	$(LOCK) -o requirements.txt
	$(LOCK) --extra postgres -o requirements-postgres.txt
	$(LOCK) --extra postgres --group dev -o requirements-dev.txt
	$(LOCK) --extra postgres --group dev --group bench -o requirements-bench.txt
	$(LOCK) --extra postgres --group dev --group docs -o requirements-docs.txt

clean:           ## forget the environment and the demo's data
	rm -rf $(VENV) demo-data .mutants docs/_build docs/reference
