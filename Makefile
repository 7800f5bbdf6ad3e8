# Every target sets up what it needs: only Python ≥ 3.11 and make are asked for.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: all demo test hostile faults fuzz lint format bench screenshots clean

all: lint test

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("fagui needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,fast,ocr]' || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,ocr]'
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/fagui demo

test: $(STAMP)
	$(BIN)/python -m pytest -n 2

hostile: $(STAMP)
	FAGUI_FUZZ_EXAMPLES=500 $(BIN)/python -m pytest --whole tests/hostile

faults: $(STAMP)
	$(BIN)/python -m pytest --whole tests/faults

# Coverage-guided, ten minutes in all; needs the extra that holds atheris.
FUZZ_SECONDS ?= 75
fuzz: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,fuzz]'
	mkdir -p var/fuzz
	for target in query text clauses facts docx ofd pdf html; do \
	  $(BIN)/python -m tests.hostile.fuzz $$target -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=var/fuzz/ || exit 1; \
	done

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Every page, wide and narrow, light and dark: look at them.
screenshots: $(STAMP)
	$(BIN)/python -m tests.browser.screenshots var/screenshots

clean:
	rm -rf $(VENV) var build dist
