# `make` builds the dataset, `make test` tests the project; both make their own environment first.
PYTHON ?= python3
WHEELS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/bilateral/wheels
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PROJECT := pyproject.toml $(wildcard .locks/*.lock)

CODED := output/.work/coded
# The commit that has the texts written for teaching (seeds/training/README.md).
TEXTS := 8236fd9e2943cb9aa357feeca3a0a9aaa5267520
TRAINING ?= $(wildcard $(BILATERAL_TRAINING) $(BILATERAL_TRAINING)/own)

.PHONY: build env env-test env-train train test lint bench docs lock clean
.DEFAULT_GOAL := build

build: env
	@$(BIN)/bilateral build

env: .venv/.run-installed
env-test: .venv/.test-installed

# The locks are complete, so pip resolves nothing (--no-deps) and every file must have a hash of the lock. Wheels
# are kept in a folder of the user's cache: once they are there, no network is needed.
define install
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14) and "bilateral needs Python 3.11 to 3.13: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --no-index --find-links $(WHEELS) --no-deps --require-hashes -r $(1) 2>/dev/null || { \
		echo "Fetching packages (about 400 MB, once; kept in $(WHEELS)) ..."; mkdir -p $(WHEELS); \
		$(PIP) download --find-links $(WHEELS) --only-binary :all: --no-deps --require-hashes -d $(WHEELS) -r $(1) && \
		$(PIP) install --no-index --find-links $(WHEELS) --no-deps --require-hashes -r $(1); }
	@$(PIP) install --no-index --no-deps --no-build-isolation -e .
	@touch $@
endef

.venv/.run-installed: $(PROJECT)
	$(call install,.locks/run.lock)

.venv/.test-installed: $(PROJECT)
	$(call install,.locks/run.lock -r .locks/dev.lock)
	@touch .venv/.run-installed

# To teach the local coder anew, by the coded documents in the folders TRAINING. The order of the groups is that in
# which the model that ships was taught: another gives another model. Torch comes in the build that the machine's
# package index offers; that for processors alone is enough.
env-train: env
	@$(PIP) install torch==2.13.0
	@$(PIP) install --no-deps --require-hashes -r .locks/train.lock

train: env-train
	@test -n "$(strip $(TRAINING))" || { echo 'say what to learn from: make train TRAINING="FOLDER FOLDER" (each with texts/ and codings/)'; exit 2; }
	@git cat-file -e $(TEXTS) 2>/dev/null || { echo 'the texts to learn from lie in the history, which this copy lacks: git fetch --unshallow, or clone the repository whole'; exit 2; }
	mkdir -p $(CODED) && git archive $(TEXTS) seeds/training | tar -xf - -C $(CODED)
	for part in $(CODED)/seeds/training/*.tar.xz; do tar -xf $$part -C $(CODED); done
	$(BIN)/bilateral train $(TRAINING) $(foreach group,history dyads articles columns,--first $(CODED)/$(group)) \
		$(foreach group,episodes studies accounts overviews,--last $(CODED)/$(group))

# Each process takes about 1.3 GB; tests/conftest.py says which tests must share one.
test: env-test
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadgroup

lint: env-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/typos

bench: env
	$(BIN)/python tests/benchmarks/throughput.py

# What is generated: pages from schemas/, the README's answers from the database. Tests fail when they drift.
docs: env
	$(BIN)/python -m flows.docs
	$(BIN)/python -m flows.readme

# For maintainers: makes the locks anew from pyproject.toml; those of the tests and of training have what these need
# besides, but for torch, whose build the machine chooses. What is locked keeps its version: to raise a package, take
# it out of its lock first. `uv lock` leaves out files for other versions of Python, half of all. Of the rest half is
# taken out here: sources, of which nothing is built, and wheels for Windows, where make has no .venv/bin, or for
# systems and processors for which not all packages have wheels. Its own file names the registry, so it stays aside.
# Needs uv.
ASIDE := output/.work/lock
ELSEWHERE := [-_](win32|win_[a-z0-9]*|ppc64le|s390x|riscv64|armv[67]l|i686|iphone[a-z]*|wasm32)|$\
	-((ios|android|musllinux)_[^/]*|macosx_[0-9]+_[0-9]+_x86_64)
EXPORT := uv export --project $(ASIDE) --frozen --no-emit-project --no-emit-package pywin32 --no-annotate --no-header --quiet
BESIDES = $$(sed -n 's/^\([^ ]*\)==.*/--no-emit-package \1/p' .locks/run.lock)
lock:
	rm -rf $(ASIDE) && mkdir -p $(ASIDE) && cp pyproject.toml $(ASIDE)
	{ echo '[tool.uv]'; echo 'constraint-dependencies = ['; \
	sed -n 's/^\([^ ]*==.*[^ ]\) \\$$/  "\1",/p' .locks/*.lock; echo ']'; } >> $(ASIDE)/pyproject.toml
	uv lock --project $(ASIDE) --quiet
	$(EXPORT) -o .locks/run.lock
	$(EXPORT) --extra dev $(BESIDES) -o .locks/dev.lock
	$(EXPORT) --extra train --prune torch $(BESIDES) -o .locks/train.lock
	grep -E '^sdist = |($(ELSEWHERE))\.whl' $(ASIDE)/uv.lock | \
		grep -o 'sha256:[0-9a-f]*' > $(ASIDE)/elsewhere
	for lock in .locks/*.lock; do \
		grep -vFf $(ASIDE)/elsewhere $$lock | \
		awk '!/^    --hash/ { sub(/ \\$$/, "", held) } NR > 1 { print held } { held = $$0 } END { sub(/ \\$$/, "", held); print held }' \
		> $(ASIDE)/kept && \
		cp $(ASIDE)/kept $$lock; done

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis output/.work
