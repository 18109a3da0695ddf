# `make test` and `make demo` set up all they need in .venv; only Python 3.11+, make and git are expected.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint setup lock clean

demo: setup
	$(BIN)/medic demo

test: setup lint
	$(BIN)/python -m pytest -n 4 --dist worksteal --cov --cov-report=term

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: .venv/.ready

# The lock names every package, so nothing is left to resolve: pip, asked for one with an extra (coverage[toml]), would look at
# its newest release first and stop there for want of a hash. `pip check` tells if the lock misses something.
.venv/.ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	touch .venv/.ready

lock: setup
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra demo --extra dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -c requirements-dev.lock -o requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
