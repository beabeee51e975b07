.PHONY: help run test lint format screens lock

help: ## Show this help
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

run: ## Set up and serve
	@scripts/run

test: ## Set up and run all tests
	@scripts/test

lint: ## Check style and types
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

format: ## Write the code the way the checks want it
	.venv/bin/ruff check --fix . && .venv/bin/ruff format .

screens: ## Paint the pictures of docs/screens.md anew
	.venv/bin/pytest -q tests/browser/screens.py

lock: ## Pin the newest packages that pyproject.toml and package.json allow
	python3 -m venv var/lock && var/lock/bin/pip install --quiet uv
	var/lock/bin/uv pip compile pyproject.toml --group build --upgrade --universal --generate-hashes \
		--custom-compile-command "make lock" --quiet -o requirements.lock
	var/lock/bin/uv pip compile pyproject.toml --group build --extra test --upgrade --universal --generate-hashes \
		--custom-compile-command "make lock" --quiet --constraint requirements.lock -o requirements-test.lock
	var/lock/bin/uv pip compile scripts/bench/requirements.in --upgrade --universal --generate-hashes \
		--python-version 3.11 --custom-compile-command "make lock" --quiet -o scripts/bench/requirements.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
