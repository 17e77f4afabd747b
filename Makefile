# Recording Inbox: what can be done with the source. `make` alone lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Any Python from 3.11 on: make PYTHON=/path/to/python3.12 setup
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
ARGS ?=
# Processes that share the tests out: more than processors, since most tests wait. 0: one after the other.
WORKERS ?= 3

VENV := .venv
BIN := $(VENV)/bin
LOCKS := packaging/locks
SYSTEM := PYTHON="$(PYTHON)" packaging/linux/system-libraries.sh
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
# The date of the last commit, so that the same source gives the same wheel.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1767225600)

.PHONY: help
help: ## what can be done
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

# --- set up ---------------------------------------------------------------------------------------------------------------

.PHONY: setup system test-tools bundle-tools bench-tools
setup: system $(VENV)/.installed ## everything the program needs, into .venv; a second time it is done at once

ifeq ($(shell uname -s),Linux)
system:
	@$(SYSTEM) install $(if $(wildcard $(VENV)/.made),,venv) run
test-tools:
	@$(SYSTEM) install test
bundle-tools:
	@$(SYSTEM) install bundle
bench-tools:
	@$(SYSTEM) install bench
else
system test-tools bundle-tools bench-tools:
endif

$(VENV)/.made: | system
	@if [ -z "$(PYTHON)" ]; then echo "Recording Inbox needs Python 3.11 or later; install it, or name it: make PYTHON=/path/to/python3 setup" >&2; exit 1; fi
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@rm -rf $(VENV)
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made $(LOCKS)/dev.txt pyproject.toml
	@echo "Installing the locked Python packages (some 300 MB the first time; a minute or more)"
	@$(PIP) install --require-hashes -r $(LOCKS)/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# --- run ------------------------------------------------------------------------------------------------------------------

.PHONY: demo run
demo: setup ## the main job to look at: the window, fed by a simulated Bandwidth; without a display it plays by itself into demo-out/
	@$(BIN)/recording-inbox demo $(ARGS)

run: setup ## the real program (options: make run ARGS="--data-dir /tmp/inbox")
	@$(BIN)/recording-inbox $(ARGS)

# --- check ----------------------------------------------------------------------------------------------------------------

.PHONY: test check lint types contracts soak bench bench-intake bench-download
test: setup test-tools ## all tests (one folder: make test ARGS=tests/storage)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: lint types contracts test ## lint, types, import contracts and all tests: what CI runs

lint: setup ## ruff: rules and form
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup ## mypy --strict over the program and its tests
	@$(BIN)/mypy

contracts: setup ## import-linter: the layers of docs/architecture.md
	@$(BIN)/lint-imports

soak: setup test-tools ## the long runs: minutes of load and of killed processes
	@$(BIN)/python -m pytest -m soak $(ARGS)

bench: setup test-tools bench-tools ## speed and memory, as ratios from one run
	@status=0; for bench in tests/benchmarks/bench_*.py; do \
		echo "== $$bench"; PYTHONPATH=tests $(BIN)/python "$$bench" $(ARGS) || status=1; done; exit $$status

bench-intake: setup bench-tools ## acknowledgements per second against webhook and against no store
	@PYTHONPATH=tests $(BIN)/python tests/benchmarks/bench_intake.py $(ARGS)

bench-download: setup bench-tools ## downloads against curl with the same fsync, and memory for a recording of 24 hours
	@PYTHONPATH=tests $(BIN)/python tests/benchmarks/bench_download.py $(ARGS)

# --- make ready to ship ----------------------------------------------------------------------------------------------------

.PHONY: wheel bundle prove-wheel prove-bundle lock audio screenshot clean
wheel: setup ## wheel and source archive, into dist/
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist . >/dev/null
	@ls -sh dist

bundle: setup bundle-tools ## the program as one folder that needs no Python, into build/bundle/recording-inbox
	@$(BIN)/python -m PyInstaller --noconfirm --log-level WARN --distpath build/bundle --workpath build/pyinstaller packaging/recording-inbox.spec
	@du -sh build/bundle/recording-inbox

prove-wheel: wheel ## the wheel in a clean virtual environment proves itself (recording-inbox self-test)
	@packaging/prove-wheel.sh "$(PYTHON)"

prove-bundle: bundle ## the bundle proves itself
	@env -u PYTHONPATH -u VIRTUAL_ENV build/bundle/recording-inbox/recording-inbox self-test

lock: setup ## the exact versions and hashes of all dependencies anew, from pyproject.toml (UPGRADE=1: the newest)
	@for part in run dev; do \
		$(BIN)/pip-compile --quiet --generate-hashes --no-header --allow-unsafe --strip-extras \
			--no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(if $(UPGRADE),--upgrade) \
			$$([ $$part = run ] || echo --extra dev --constraint $(LOCKS)/run.txt) --output-file $(LOCKS)/$$part.txt pyproject.toml && \
		sed -i '1i # Exact versions and their hashes, written by `make lock` out of pyproject.toml: not to be edited.' $(LOCKS)/$$part.txt || exit 1; \
	done

audio: ## the demo audio in resources/audio anew, with espeak-ng and sox
	@$(SYSTEM) install audio
	@packaging/audio/make_audio.sh

screenshot: setup test-tools ## the pictures of the README, by the program itself, light and dark
	@packaging/linux/screenshot.sh docs/screenshots

clean: ## removes what was made here, .venv too
	rm -rf $(VENV) build dist demo-out test-out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
