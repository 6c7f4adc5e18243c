# The one front door. `make help` lists the targets.
PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
MEMBERS := libs/contracts libs/chassis $(sort $(wildcard services/*/))
SERVE := $(foreach member,$(patsubst %/,%,$(MEMBERS)),-e ./$(member))
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# docker compose v2 can start the sandbox with its strongest tier; docker-compose 1.29 cannot, and leaves it landlock.
COMPOSE = $(if $(shell docker compose version >/dev/null 2>&1 && echo v2),docker compose -f docker-compose.yml -f docker-compose.namespaces.yml,docker-compose)
READY := import urllib.request as u; u.urlopen(\"http://127.0.0.1:8000/health/ready\")
EMBEDDED_RECIPE ?= --minutes 43 --vocabulary 3072 --feed-forward 640 --batch-tokens 8192 --learning-rate 0.003 --warmup-steps 100 --decay 0.9
# make embedded-model DATA=folder learns pairs of others, too, without near twins of these suites' rows.
PAIRS = $(DATA)/nl2bash.jsonl $(DATA)/tldr.jsonl $(foreach suite,intercode_alfa intercode_bash agentbench_os eabench,--apart $(DATA)/$(suite).jsonl)
TRAINED = $$(head -n 1 build/embedded/trained)
LEARNT_PAIRS = $(if $(DATA),$$(head -n 1 build/embedded/pairs))
export COMPOSE_PROJECT_NAME ?= agent-loop

.DEFAULT_GOAL := help
.PHONY: help run demo install install-dev install-train check format test test-unit test-slow test-compose embedded-model coverage proto lock peers clean images up down token status

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-15s %s\n", $$1, $$2}'

demo: $(VENV)/.serve  ## from nothing to a verified report: starts the embedded stack, runs one instruction, stops it
	@$(VENV)/bin/agent-loop demo

run: $(VENV)/.serve  ## make run I="find all error logs" W=folder: one instruction on the embedded stack, which stays up
	@$(VENV)/bin/agent-loop up
	@$(VENV)/bin/agent-loop run "$(I)" $(if $(W),--workspace "$(W)")

install: $(VENV)/.serve  ## .venv with only what serves
install-dev: $(VENV)/.dev  ## and what develops: linters, type checker, tests
install-train: $(VENV)/.train  ## and the ML stack that the trainer needs

$(VENV)/.venv:
	@sh .ci/prerequisites $(PYTHON)
	@$(PYTHON) -m venv $(VENV) && $(PIP) install -c constraints.txt pip hatchling editables && touch $@

$(VENV)/.serve: $(VENV)/.venv constraints.txt $(wildcard libs/*/pyproject.toml services/*/pyproject.toml)
	@echo "installing what serves into $(VENV)"
	@$(PIP) install --no-build-isolation -c constraints.txt $(SERVE) && touch $@

$(VENV)/.dev: $(VENV)/.serve pyproject.toml
	@$(PIP) install -c constraints.txt --group dev && touch $@

$(VENV)/.train: $(VENV)/.dev
	@echo "installing the ML stack into $(VENV)"
	@$(PIP) install --no-build-isolation -c constraints.txt -e './services/trainer[train,mlflow]' && touch $@

check: $(VENV)/.dev  ## format, lint, types, imports: what every commit keeps
	@$(VENV)/bin/ruff format --check . && $(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy && $(VENV)/bin/lint-imports

format: $(VENV)/.dev  ## put the code into its form
	@$(VENV)/bin/ruff check --fix-only -q . ; $(VENV)/bin/ruff format -q .

test: $(VENV)/.train check  ## all that this machine can run; the rest is skipped by name
	@$(VENV)/bin/pytest -m "not slow" $(T)

test-unit: $(VENV)/.dev  ## the fast half: no network, no sandbox
	@$(VENV)/bin/pytest tests/unit -q $(T)

test-slow: $(VENV)/.train  ## what takes minutes: a thousand hostile bodies for each operation, ...
	@$(VENV)/bin/pytest -m slow $(T)

test-compose: $(VENV)/.dev  ## build the images, run an instruction through the containers, try their walls; needs a Docker engine
	@$(VENV)/bin/pytest -m docker tests/compose $(T)

embedded-model: $(VENV)/.train  ## make the embedded model anew: data, 43 minutes of training, GGUF file, card; goes on where it was left
	@mkdir -p build/embedded; A=$(VENV)/bin/agent-loop; $$A status >/dev/null 2>&1 || ours=yes; $$A up && $$A dataset generate trained --count 26000 --seed 1 --out build/embedded > build/embedded/trained $(if $(DATA),&& $$A dataset pairs $(PAIRS) --out build/embedded > build/embedded/pairs && cat build/embedded/pairs); made=$$?; [ -z "$$ours" ] || $$A down; exit $$made
	@for suite in linux-heldout linux-newfamilies; do for made in $(TRAINED) $(LEARNT_PAIRS); do $(VENV)/bin/agent-loop eval overlap $$suite $$made || exit 1; done; done $(if $(DATA),&& $(VENV)/bin/agent-loop eval overlap alfa $(LEARNT_PAIRS) --data $(DATA))
	@$(VENV)/bin/agent-loop train scratch $(TRAINED) build/embedded/run $(if $(DATA),--also $(LEARNT_PAIRS)) $(EMBEDDED_RECIPE) && $(VENV)/bin/agent-loop train publish build/embedded/run/model

coverage: $(VENV)/.train  ## how much of the inside of each service the tests reach
	@$(VENV)/bin/pytest -m "not slow" --cov --cov-report=term-missing:skip-covered -q $(T)

proto: $(VENV)/.dev  ## the stubs beside their .proto
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) -m grpc_tools.protoc -I libs/contracts/src --python_out=libs/contracts/src --mypy_out=quiet:libs/contracts/src --grpc_python_out=libs/contracts/src --mypy_grpc_out=quiet:libs/contracts/src $$(find libs/contracts/src -name '*.proto' | sort)

lock: $(VENV)/.train  ## pin what .venv holds, after an upgrade that passed the tests
	@(echo "# The one lock: every version that installs and images use, without addresses. Made by make lock."; $(PIP) freeze --all --exclude-editable | sed "s/+cpu$$//") > constraints.txt

images:  ## the services' images; BASE_IMAGE names another base than debian:12-slim
	@$(COMPOSE) build

up: .secrets/service-token  ## start the containers and leave them running (agent-loop up: the same without containers)
	@$(COMPOSE) up --detach --build
	@timeout 120 sh -c 'until $(COMPOSE) exec -T gateway python -Ic "$(READY)" 2>/dev/null; do sleep 0.5; done' || { $(COMPOSE) ps; exit 1; }

down:  ## stop the containers; their volumes stay
	@$(COMPOSE) down

token:  ## a token for the containers' gateway
	@$(COMPOSE) exec -T gateway agent-loop token

.secrets/service-token:
	@mkdir -p -m 700 .secrets && od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' > $@ && chmod 644 $@

status:  ## what runs of the embedded stack, where, and how much memory it takes
	@$(VENV)/bin/agent-loop status

peers:  ## .venv-peers with what the benchmarks compare us with
	@$(PYTHON) -m venv .venv-peers && .venv-peers/bin/pip install --quiet "mini-swe-agent==2.4.6" "swe-rex==1.4.0"

clean:  ## remove what was built; the state in ~/.local/share/agent-loop stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
