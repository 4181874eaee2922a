# A newcomer needs two of these: make run, make test.
PYTHON ?= $(firstword $(foreach name,python3.11 python3,$(shell command -v $(name) 2>/dev/null)))
BIN := .venv/bin

.PHONY: run test check bench pictures lock

run: .venv/site
	@$(BIN)/python manage.py serve

test: .venv/dev .venv/tools
	@$(BIN)/python -m pytest -q

check: .venv/dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m pytest -q tests/test_architecture.py
	@PRODUCTION=on SITE_URL=https://abspann.example SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(60))") $(BIN)/python manage.py check --deploy --fail-level WARNING

# BENCH=quick takes three minutes; DATABASE_URL=postgres://… measures on PostgreSQL.
bench: .venv/dev
	@$(BIN)/python -m bench.run $(or $(BENCH),full)

# The README's pictures, taken of the demo; needs Chromium.
pictures: .venv/dev
	@$(BIN)/python -m demo.pictures

lock: .venv/dev
	@for part in requirements requirements-prod requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 $$part.in -o $$part.txt; done

.venv/site: requirements.txt
	@$(if $(PYTHON),,echo "Es fehlt Python 3.11: apt install python3.11 python3-venv" >&2; exit 1)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Gebraucht wird Python 3.11: apt install python3.11 python3-venv" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { echo "Es fehlt python3-venv: apt install python3-venv" >&2; exit 1; }
	@echo "Pakete werden installiert …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

# The judges of pages come from npm; without it their tests say that they were skipped.
.venv/tools: .venv/site tests/tools/package-lock.json
	@if command -v npm >/dev/null; then npm ci --prefix tests/tools --ignore-scripts --no-audit --no-fund --silent && touch $@; \
	else echo "npm fehlt: die Prüfung auf Zugänglichkeit und gültiges HTML wird ausgelassen (apt install npm)" >&2; fi

.venv/dev: .venv/site requirements-prod.txt requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-prod.txt -r requirements-dev.txt
	@touch $@
