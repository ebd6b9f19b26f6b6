# `make` alone says what there is. Everything runs in the virtual environment that `make setup` makes.
.DEFAULT_GOAL := help
VENV ?= .venv
PYTHON ?= $(VENV)/bin/python
DEBUG := runs/debug

# What some targets are told: make evaluate MODEL=rules GOLD=my.jsonl
MODEL ?=
GOLD ?= training/data/part_a/dev.jsonl
FILES ?= $(wildcard training/data/part_a/*.jsonl)
CORPORA ?=
DATA ?=
WORK ?=
ENCODER ?=
OUTPUT ?=
PRETRAIN := $(PYTHON) training/pretrain.py
need = $(if $($(1)),,$(error $(1) is not given; say $(1)=… ($(2))))
model = $(if $(MODEL),--model $(MODEL))

.PHONY: help
help: ## say what there is
	@grep -hE '^[a-z-]+:.* ## ' $(MAKEFILE_LIST) | awk -F ':.* ## ' '{ printf "  make %-17s %s\n", $$1, $$2 }'

.PHONY: setup
setup: ## make the virtual environment, with all that development needs
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install -q -c constraints.txt -e '.[development]'

.PHONY: test
test: ## run the tests (offline, minutes)
	$(PYTHON) -m pytest

.PHONY: lint
lint: ## check style and layout; changes nothing
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

.PHONY: types
types: ## check the types
	$(PYTHON) -m mypy

.PHONY: format
format: ## lay out the code and mend what ruff can mend by itself
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

.PHONY: check
check: lint types test ## all three

.PHONY: annotate-example
annotate-example: ## read the article in examples/ [MODEL=rules]
	$(PYTHON) -m arabicnews.cli annotate examples/article.txt $(model)

.PHONY: validate
validate: ## check annotated documents against the rulebook [FILES=…]
	$(PYTHON) -m arabicnews.cli validate $(FILES)

.PHONY: evaluate
evaluate: ## score a model on gold documents [MODEL=rules] [GOLD=….jsonl]
	$(PYTHON) -m arabicnews.cli evaluate $(GOLD) $(model)

.PHONY: notebooks
notebooks: ## run the notebooks and save them in place, with fresh outputs (minutes)
	$(PYTHON) notebooks/execute.py

.PHONY: train-debug
train-debug: ## pretrain and fine-tune a toy on the shipped articles, to see that every step runs
	rm -rf $(DEBUG) && mkdir -p $(DEBUG)/corpora/text
	$(PYTHON) -c "import lzma, pathlib; lzma.open('$(DEBUG)/corpora/text/part_a.jsonl.xz', 'wb').write(pathlib.Path('training/data/part_a/train.jsonl').read_bytes())"
	$(PRETRAIN) prepare --config configs/pretrain_debug.yaml --work $(DEBUG) --corpora $(DEBUG)/corpora
	$(PRETRAIN) vectors --config configs/pretrain_debug.yaml --work $(DEBUG)
	$(PRETRAIN) train --config configs/pretrain_debug.yaml --work $(DEBUG)
	$(PRETRAIN) decay --config configs/pretrain_debug.yaml --work $(DEBUG) --steps 10 --output $(DEBUG)/encoder
	$(PYTHON) training/finetune.py --config configs/debug.yaml --encoder $(DEBUG)/encoder --output $(DEBUG)/reader

.PHONY: dataset-report
dataset-report: ## what the dataset holds, and how far its readers agree [DATA=…, what `make join` wrote]
	$(PYTHON) training/counts.py
	$(PYTHON) training/agreement.py $(if $(DATA),--joined $(DATA))

.PHONY: join
join: ## put part B of the dataset together with its texts, CORPORA=… → DATA=…
	$(call need,CORPORA,the folder that holds text/ and ner/)
	$(call need,DATA,a folder outside the repository)
	$(PYTHON) training/dataset.py join --corpora $(CORPORA) --output $(DATA)

.PHONY: pretrain
pretrain: ## train the packaged encoder from raw text, CORPORA=… → WORK=… (days; stop it and call it again at will)
	$(call need,CORPORA,the folder that holds text/ and ner/)
	$(call need,WORK,a folder outside the repository)
	test -e $(WORK)/held_out.json || $(PRETRAIN) prepare --config configs/pretrain_small.yaml --corpora $(CORPORA) --work $(WORK)
	test -e $(WORK)/vectors.npy || $(PRETRAIN) vectors --config configs/pretrain_small.yaml --work $(WORK)
	$(PRETRAIN) train --config configs/pretrain_small.yaml --work $(WORK)

.PHONY: finetune
finetune: ## train the packaged reader, CORPORA=… DATA=… ENCODER=… → OUTPUT=…
	$(call need,CORPORA,the folder that holds text/ and ner/)
	$(call need,DATA,what `make join` wrote)
	$(call need,ENCODER,a folder or Hub id)
	$(call need,OUTPUT,a new folder for the model)
	$(PYTHON) training/finetune.py --config configs/news_small.yaml --corpora $(CORPORA) --data $(DATA) --encoder $(ENCODER) --output $(OUTPUT)
