# The everyday tasks. Everything happens in this folder; paths are relative, so its own may hold spaces.
PYTHON ?= python3
PY := .venv/bin/python
# Enough for Django's checks of production settings; nothing connects anywhere.
PRODUCTION := DEBUG=0 ALLOWED_HOSTS=directory.example DATABASE_URL=postgres://nobody@localhost/nothing \
	SECRET_KEY=not-a-secret-but-long-enough-to-satisfy-check-deploy-0123456789 \
	SITE_URL=https://directory.example EMAIL_HOST=mail.example TRUSTED_PROXY_COUNT=1 \
	SECURE_HSTS_INCLUDE_SUBDOMAINS=1 SECURE_HSTS_PRELOAD=1

.DEFAULT_GOAL := help
.PHONY: help venv run test bench check format messages lock clean

help: ## Show these tasks
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile

# The lock file as it was installed lies in .venv: where it is the same, there is nothing to do.
venv:
	@if cmp -s requirements-dev.txt .venv/installed.txt && $(PY) -c ""; then exit 0; fi; \
	if ! $(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))"; then \
		echo "Python 3.11 or newer is needed: install it, or name it, as in: make run PYTHON=python3.12"; exit 1; fi; \
	if ! $(PYTHON) -c "import ensurepip, venv" 2>/dev/null; then \
		echo "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"; exit 1; fi; \
	rm -f .venv/installed.txt; \
	if ! $(PY) -m pip --version >/dev/null 2>&1; then \
		echo "Making .venv"; $(PYTHON) -m venv --clear .venv || exit 1; fi; \
	echo "Installing the locked requirements"; \
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt || exit 1; \
	cp requirements-dev.txt .venv/installed.txt

run: venv ## Run the site at http://127.0.0.1:8000 with database, workers and scheduler (PORT=8123 make run: elsewhere)
	@exec $(PY) -m belgiantech.serve

test: venv ## Run all tests, browser journeys included
	@$(PY) -m pytest -n logical --dist loadfile

N ?= 10000
bench: venv ## Compare with Datasette and a bare Django (N=100000 make bench: more entries)
	@$(PY) -m benchmarks --entries $(N)

check: venv ## Check style, types, imports, templates, migrations, settings and message catalogues
	$(PY) -m ruff check
	$(PY) -m ruff format --check --output-format=concise
	$(PY) -m mypy
	$(PY) -m djlint templates --quiet --lint
	$(PY) -m djlint templates --quiet --check
	$(PY) -c "from importlinter.cli import lint_imports_command as lint; lint()"
	$(PY) manage.py makemigrations --check
	@echo $(PY) manage.py check --deploy; $(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py messages --check

format: venv ## Bring code and templates into shape
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	$(PY) -m djlint templates --quiet --reformat

messages: venv ## Bring the message catalogues in line with the code; then translate what is empty
	@$(PY) manage.py messages

lock: venv ## Pin the newest allowed versions, with hashes and without addresses (needs uv)
	@command -v uv >/dev/null || { echo "uv is needed: https://docs.astral.sh/uv/"; exit 1; }
	uv pip compile --universal --upgrade --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--quiet pyproject.toml -o requirements.txt
	uv pip compile --universal --upgrade --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--quiet pyproject.toml --group dev --constraint requirements.txt -o requirements-dev.txt

clean: ## Remove .venv, caches and built files; the local database in .postgres stays
	rm -rf .venv .run staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache test-results
	find accounts belgiantech directory tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find belgiantech/locale -name '*.mo' -delete
