# The two commands a newcomer needs: make run, make test.
PORT ?= 8000
PYTHON ?= python3
PY = .venv/bin/python
export KZLEARN_DEV = 1

.PHONY: run test lint fmt

run: .venv/run.stamp
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py load_course courses/mutual-education
	$(PY) manage.py make_demo
	$(PY) manage.py runserver --noreload 127.0.0.1:$(PORT)

test: .venv/dev.stamp
	$(PY) -m pytest

lint: .venv/dev.stamp
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	$(PY) manage.py makemigrations --check --dry-run

fmt: .venv/dev.stamp
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "kzlearn needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
