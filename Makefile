# What people and the build server run. `make` alone lists the targets.

PORT ?= 8000
WORKERS ?= 2
TESTS ?= tests
MARKS ?=
BIN := .venv/bin
# What measures how long others wait needs the machine to itself, so it goes first and by itself.
ALONE := $(BIN)/pytest -n 0 -m alone tests/core/exchange/test_scale.py
PYTEST = $(if $(filter tests,$(TESTS)),$(ALONE) && )$(BIN)/pytest -n $(WORKERS) -m "not alone$(if $(MARKS), and ($(MARKS)))" $(TESTS)

.DEFAULT_GOAL := help
.PHONY: help demo serve work test test-postgres test-spark test-browser check bench docs messages fmt lock install install-dev clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

demo: install ## Try the product: PORT=8000, data and examples loaded, Ctrl-C stops it
	@exec $(BIN)/hyte demo --port $(PORT)

serve: install ## Run the server alone
	@exec $(BIN)/hyte serve --port $(PORT)

work: install ## Run the job worker alone
	@exec $(BIN)/hyte work

test: install-dev ## Run every test on SQLite; browser tests too where a Chromium is found
	@$(PYTEST)

test-postgres: install-dev ## Run the tests that touch a database on PostgreSQL: DATABASE_URL, or a throw-away server
	@PYTEST_ADDOPTS=--touching-database scripts/with_postgres sh -c '$(PYTEST)'

test-spark: install-dev ## Run the statistics on a Spark cluster: HYTE_SPARK_MASTER, or one started here (needs Java 17)
	@scripts/with_spark $(BIN)/pytest -n 0 -m spark tests/knowledge/stats

test-browser: install-dev ## Run the browser tests alone
	@if [ -n "$$(find tests/browser -name 'test_*.py' 2>/dev/null)" ]; then $(BIN)/pytest tests/browser; else echo "There are no browser tests."; fi

check: install-dev ## Lint, formatting, types, contracts between parts, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy hyte
	$(BIN)/lint-imports
	$(BIN)/hyte makemigrations --check --dry-run
	$(BIN)/python scripts/check_translations.py

bench: install-dev ## Measure: each file in benchmarks/ prints its figures
	@for file in $$(find benchmarks -name 'bench_*.py' 2>/dev/null | sort); do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

docs: install-dev ## Build the documentation into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The documentation is in site/index.html"

messages: install-dev ## Collect texts to translate into hyte/locale and compile them (needs gettext)
	@command -v xgettext >/dev/null || { echo "The gettext tools are not installed (on Debian: apt install gettext)." >&2; exit 1; }
	cd hyte && ../$(BIN)/django-admin makemessages --locale fi --locale sv --no-obsolete --add-location file --no-wrap
	@$(BIN)/python scripts/compile_messages.py

fmt: install-dev ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Renew requirements/*.txt from pyproject.toml (needs uv)
	@scripts/lock

install: ## Make .venv ready for running
	@scripts/install base

install-dev: ## Make .venv ready for tests and checks
	@scripts/install base
	@scripts/install dev

clean: ## Remove .venv and what builds and tests leave; the data in var/ stays
	rm -rf .venv site build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
