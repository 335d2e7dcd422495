# make run: the site on http://127.0.0.1:8000. make help: the rest.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= auto
COURSE ?= courses/mutual-education

VENV := .venv
MANAGE := $(VENV)/bin/python manage.py
APT := DEBIAN_FRONTEND=noninteractive apt-get -q

# Development, everywhere but where a recipe says otherwise: see kzlearn/settings.py.
export KZLEARN_DEV := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test lint fmt bench lock chromium

help:
	@echo "make run     the site on http://127.0.0.1:$(PORT), on SQLite, with the course, two demo classes and their people (PORT=)"
	@echo "make test    every test, browser tests included (ARGS= for pytest, WORKERS= at once)"
	@echo "make lint    ruff, mypy, djlint, import-linter, missing migrations, Django's deployment checks"
	@echo "make fmt     put the code into shape"
	@echo "make bench   what each page costs, against a bare one (ARGS=--json)"
	@echo "make lock    write requirements.txt and requirements-dev.txt anew from their .in files"

run: $(VENV)/run.stamp
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_course $(COURSE)
	@$(MANAGE) make_demo
	@echo "Open http://127.0.0.1:$(PORT)/ (Ctrl-C stops it)"
	@exec $(MANAGE) runserver 127.0.0.1:$(PORT)

test: $(VENV)/dev.stamp chromium
	$(VENV)/bin/pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: $(VENV)/dev.stamp
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(VENV)/bin/djlint templates --lint --quiet
	$(VENV)/bin/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	env -u KZLEARN_DEV ALLOWED_HOSTS=kzlearn.example \
	    SECRET_KEY="$$($(VENV)/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	    $(MANAGE) check --deploy --fail-level WARNING

fmt: $(VENV)/dev.stamp
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/run.stamp
	@$(VENV)/bin/python -m bench.pages $(ARGS)

# --- What the above stand on ---

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "kzlearn needs Python 3.11 or newer, and $(PYTHON) is not. Name one that is: make PYTHON=python3.12 ..."; \
	    exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; \
	    exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/pip
	$(VENV)/bin/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(VENV)/bin/pip
	$(VENV)/bin/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

chromium:
	@for name in chromium chromium-browser google-chrome; do \
	    if command -v $$name >/dev/null; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    $(APT) update && $(APT) install -y --no-install-recommends chromium fonts-liberation; \
	else \
	    echo "The browser tests need Chromium. On Debian: sudo apt-get install chromium"; exit 1; \
	fi

LOCK := var/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

lock:
	$(PYTHON) -m venv var/lock
	var/lock/bin/pip install --quiet pip-tools
	$(LOCK) --output-file requirements.txt requirements.in
	$(LOCK) --output-file requirements-dev.txt requirements-dev.in
