# From raw data sets to tables and figures. `make` alone prints what there is to make.
#
# Make gives the order; content decides. Each program compares what its output was made from with what
# it would be made from now, and leaves it alone where they are equal: file times only say where to look.

empty      :=
space      := $(empty) $(empty)
comma      := ,

# ---- What to make ----------------------------------------------------------------------------------

# Whoever says where raw files lie means the real data.
DATASET    ?= cifar10
# A folder of own images: it is prepared from there, and its results get an id of their own.
ALL_DATASETS := cifar10 cifar100 tiny_imagenet stanford_dogs flowers102 cub200 stanford_cars food101 dtd neu \
                uc_merced eurosat plantvillage plantclef galaxy10 breakhis_40x breakhis_100x breakhis_200x \
                breakhis_400x rsna
ifeq ($(if $(word 2,$(DATASET)),,$(filter $(ALL_DATASETS) rsna_by_patient synthetic_imagenet all own-%,$(DATASET))),)
ifneq ($(findstring ',$(DATASET)),)
$(error DATASET=$(DATASET): a folder's path must not contain a quote)
endif
OWN        := $(DATASET)
ifeq ($(wildcard $(subst $(space),\ ,$(OWN))/.),)
$(error DATASET=$(OWN) is no folder, and none of $(ALL_DATASETS))
endif
override DATASET := $(shell Scripts/own-id '$(OWN)')
endif
ifndef PROFILE
PROFILE    := $(if $(RAW)$(OWN)$(filter own-%,$(DATASET)),paper,sample)
endif
BACKBONE   ?= resnet50
PERCENT    ?= 100
RUNS       ?= 3
# Own profiles inherit from another, and use its data: the paper's or the sample's.
DATA       := $(shell Scripts/profile-value '$(PROFILE)' root)
ifndef RAW
RAW        := $(if $(filter sample,$(DATA)),Data/sample/raw,Data/raw)
# The sample has no weights of its own.
WEIGHTS_RAW := Data/raw
endif
WEIGHTS_RAW ?= $(RAW)
# Trial values: each puts the results into a profile folder of its own.
WEIGHTS    ?=
IMAGE_SIZE ?=
BATCH      ?=
MAX_EPOCHS ?=
SEED       ?=
AUGMENT    ?=
# How to run.
# The sample's networks are too small for several threads: as many runs at once as there are cores, a thread each.
JOBS       ?= $(if $(filter sample,$(DATA)),$(shell nproc),1)
THREADS    ?= $(if $(filter sample,$(DATA)),1)
MEMORY     ?=
QUIET      ?=
OFFLINE    ?=
LAUNCH     ?=
FILE       ?=
PRECISION  ?= fp32
ifneq ($(PRECISION),fp32)
$(error PRECISION=$(PRECISION): this version computes in fp32 only)
endif

# The study's grid: BACKBONES, and a column of cells (data set/percent) for each column of its tables.
include Data/grid.mk
# Fewer of them may be asked for, with spaces or commas between.
override BACKBONES := $(strip $(subst $(comma),$(space),$(BACKBONES)))
GRID_COLUMNS ?= $(sort $(TABLE4) $(TABLE5) $(TABLE6) $(TABLE7) $(TABLE8) $(NEU))
GRID       := $(foreach b,$(BACKBONES),$(GRID_COLUMNS:%=%/$b))

# ---- Names -----------------------------------------------------------------------------------------

BIN        := .build/release
BUILT      := $(BIN)/.built
PUBLISHED  := $(wildcard Paper/published/*.csv)
PROTOCOLS  := $(shell Scripts/profile-value '$(PROFILE)' files)

usual_weights   := $(shell Scripts/profile-value '$(PROFILE)' weights)
usual_selection := $(or $(shell Scripts/profile-value '$(PROFILE)' selection),test)
# Whoever chooses one of many within a budget should not choose by the test images.
SELECTION       ?= $(if $(BUDGET),validation,$(usual_selection))
ifeq ($(filter test validation,$(SELECTION)),)
$(error SELECTION=$(SELECTION): which images choose the epoch that counts is test or validation)
endif
# A file of weights is named by its digest, so that results of different files do not meet.
named_weights  := none imagenet synthetic
weights_word   := $(if $(filter $(named_weights),$(WEIGHTS)),$(WEIGHTS),$(if $(WEIGHTS),$(shell sha256sum '$(WEIGHTS)' 2>/dev/null | cut -c1-8)))
weights_file   := $(if $(filter-out $(named_weights),$(WEIGHTS)),--weights '$(WEIGHTS)')
trial      := $(strip $(if $(IMAGE_SIZE),image$(IMAGE_SIZE)) $(if $(BATCH),batch$(BATCH)) \
              $(if $(MAX_EPOCHS),epochs$(MAX_EPOCHS)) $(if $(SEED),seed$(SEED)) $(if $(AUGMENT),augment-$(AUGMENT)) \
              $(if $(filter-out $(usual_selection),$(SELECTION)),selection-$(SELECTION)) \
              $(if $(filter-out $(usual_weights),$(WEIGHTS)),weights-$(weights_word)))
P          := $(subst $(space),+,$(strip $(PROFILE) $(trial)))

# What runs start from, as the profile's name says it.
start      := $(or $(patsubst weights-%,%,$(filter weights-%,$(subst +,$(space),$(P)))),$(usual_weights))
from_imagenet  := $(filter imagenet,$(start))
from_synthetic := $(filter synthetic,$(start))

RESULTS    := Results/$(P)
PREPARED   := Data/prepared/$(DATA)
PAPER      := Paper/$(P)
CELL       := $(DATASET)/$(PERCENT)/$(BACKBONE)
run_numbers := $(shell seq 1 $(RUNS))
quiet      := $(if $(QUIET),--quiet)
threads    := $(if $(THREADS),--threads $(THREADS))
memory     := $(if $(MEMORY),--memory $(MEMORY))

# The parts of a stem such as cifar10/100/resnet50/run1: data set, percent, backbone, run.
part        = $(word $1,$(subst /, ,$2))
cell_options = --profile '$(P)' --dataset '$(call part,1,$1)' --percent '$(call part,2,$1)' --backbone '$(call part,3,$1)'
run_options  = $(call cell_options,$1) --run $(patsubst run%,%,$(call part,4,$1)) --prepared $(PREPARED)/$(call part,1,$1).h5
train_options = $(call run_options,$1) $(weights_file) $(threads) $(memory)
evaluations  = $(foreach k,$(run_numbers),$(RESULTS)/$1/run$k/evaluation.csv)

# What tables and figures wait for: the sample is small and made whole; of a real profile they show what
# there is and start nothing.
sample_cells := $(if $(filter sample,$(DATA)),cells)

# Every file of a run is named, so that make makes the missing ones and keeps all.
ALL_CELLS := $(sort $(GRID) $(CELL) $(BACKBONES:%=$(DATASET)/$(PERCENT)/%))
ALL_RUNS  := $(foreach c,$(ALL_CELLS),$(run_numbers:%=$c/run%))
# The weights that a stem's runs start from: those of ImageNet, converted, or what the profile itself trains on
# made-up images.
PRETRAINING := synthetic_imagenet/100
ALL_RUNS  += $(if $(from_synthetic),$(BACKBONES:%=$(PRETRAINING)/%/run1))
pretrained = $(if $(from_imagenet),Data/weights/$(call part,3,$1).h5)$(if $(from_synthetic),$(if $(filter $(PRETRAINING)/%,$1),,$(RESULTS)/$(PRETRAINING)/$(call part,3,$1)/run1/checkpoint.h5))
DATASETS  := $(sort $(ALL_DATASETS) $(if $(filter sample,$(DATA)),synthetic_imagenet) $(foreach c,$(ALL_CELLS),$(firstword $(subst /, ,$c))))

# A waiting thread of libgomp spins; for long, that takes the cores from whoever else is at work.
export GOMP_SPINCOUNT ?= 2000

.DELETE_ON_ERROR:
.SECONDEXPANSION:
# Several trainings at once only pay where each takes one thread, or where LAUNCH= sends them elsewhere.
ifeq ($(LAUNCH)$(filter-out 1,$(INNER_JOBS)),)
.NOTPARALLEL:
endif

.PHONY: help deps build test test-full test-trust lint tables table1 table2 table3 table4 table5 table6 table7 table8 table9 \
        figures figure1 figure2 pareto transfer curves claims report check-report cell-commands \
        cell cells from-scratch evidence prepare fetch weights check status why verify doctor graph compare recommend estimate paper bench bench-pytorch clean distclean FORCE

help: ## This text
	@echo 'which-backbone: fine-tunes image backbones and sets the results beside the paper'"'"'s.'
	@echo
	@sed -n 's/^\([a-z][a-z0-9 -]*\):[^#]*## \(.*\)/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'
	@echo
	@echo 'Variables (value now):'
	@echo '  PROFILE    sample or paper; paper where RAW= is given ($(PROFILE))'
	@echo '  DATASET    an id, or a folder of own images ($(DATASET))      PERCENT  100, 10, 1 ($(PERCENT))'
	@echo '  BACKBONE   $(BACKBONES) ($(BACKBONE))'
	@echo '  RUNS       runs of a cell ($(RUNS))      RAW      folder of raw files ($(RAW))'
	@echo '  WEIGHTS    imagenet, none, or a .pth or .h5 file      THREADS  0 for all      QUIET=1'
	@echo '  MEMORY     GiB that training may use; what does not fit is computed twice'
	@echo '  OFFLINE=1  fetch no weights'
	@echo '  IMAGE_SIZE, BATCH, MAX_EPOCHS, SEED, AUGMENT   trial values; results go to a profile folder of their own'
	@echo
	@echo 'Examples:'
	@echo '  make tables                                        the whole sample study, in minutes'
	@echo '  make cell RAW=/data DATASET=neu BACKBONE=mobilenet_v3_large WEIGHTS=none IMAGE_SIZE=128'
	@echo '  make why DATASET=cifar10 BACKBONE=resnet50         what would be made again, and why'

# ---- The house -------------------------------------------------------------------------------------

deps: ## Install the Debian packages that are missing
	@Scripts/install-deps

build: $(BUILT) ## Build the programs

$(BUILT): Package.swift $(shell find Sources 2>/dev/null) | deps
	$(if $(QUIET),,@echo 'Building the programs ...')
	@swift build -c release $(if $(QUIET),--quiet)
	@touch $@

test: | deps ## Build and run the tests (release mode)
	@swift build -c release --build-tests
	@$(run_tests)

# What failed stands at the end again, where a log of thousands of lines is looked at first.
run_tests = bash -o pipefail -c 'swift test -c release --skip-build --no-parallel 2>&1 | tee .build/test.log' || \
            { echo; echo 'What failed (all of it: .build/test.log):'; grep -E '^. .*(recorded an issue|failed after|Fatal|signal)' .build/test.log; exit 1; }

test-full: | deps ## As test, with the full-size networks against PyTorch's numbers as well
	@swift build -c release --build-tests
	@export WHICH_BACKBONE_FULL=1; $(run_tests)

test-trust: | $(BUILT) ## Kill 20 runs at random moments and compare what they end with
	@$(MAKE) --no-print-directory prepare PROFILE=sample DATASET=cifar10
	@Scripts/kill-runs

lint: ## Check the form of Swift code and shell scripts
	@swift format lint --strict --recursive --parallel Sources Tests Package.swift
	@if command -v shellcheck >/dev/null; then shellcheck Scripts/install-deps Scripts/own-id Scripts/profile-value Scripts/typeset Scripts/benchmark/compare Scripts/kill-runs .ci/run; \
	else echo 'shellcheck is not installed: shell scripts were not checked'; fi

# ---- Data ------------------------------------------------------------------------------------------

# It is left alone where it is there already.
sample_raw := $(if $(filter sample,$(DATA)),sample-data)

.PHONY: sample-data
sample-data: | $(BUILT)
	@$(BIN)/fetch-prep sample --output Data/sample/raw $(quiet)

# fetch-prep looks at the raw files each time and leaves the prepared file alone where it is made from them.
# Without raw files, one that is there stays in use.
prepare_data = $(BIN)/fetch-prep prepare --profile $(DATA) --raw '$(RAW)' $(quiet) \
               --dataset '$(or $(OWN),$1)' --output '$(PREPARED)/$1.h5'

ifndef INNER_JOBS
$(DATASETS:%=$(PREPARED)/%.h5): $(PREPARED)/%.h5: FORCE | $(BUILT) $(sample_raw)
	@$(call prepare_data,$*) --keep
endif

FORCE:

# All at once, by one program: what it has to look at costs less than starting it for each.
.PHONY: prepare-all
prepare-all: | $(BUILT) $(sample_raw)
	@$(BIN)/fetch-prep prepare --profile $(DATA) --raw '$(RAW)' --keep $(quiet) \
	    --dataset $(if $(filter sample,$(DATA)),all,$(subst $(space),$(comma),$(sort $(foreach c,$(GRID_COLUMNS),$(firstword $(subst /, ,$c))))))

# Published weights: fetched once into $(WEIGHTS_RAW)/weights, or put there by hand.
fetch_weights = $(BIN)/fetch-prep weights --raw '$(WEIGHTS_RAW)' $(if $(OFFLINE),--offline) $(quiet)

$(patsubst %,Data/weights/%.h5,$(sort $(BACKBONES) $(BACKBONE))): Data/weights/%.h5: FORCE | $(BUILT)
	@$(fetch_weights) '$*' --output '$@'

weights: | $(BUILT) ## Fetch, check and convert the published weights of BACKBONE (or all)
	@$(fetch_weights) '$(BACKBONE)'

prepare: | $(BUILT) $(sample_raw) ## Prepare DATASET (an id or a folder of own images) from its raw files
	@$(call prepare_data,$(DATASET))

fetch: | $(BUILT) ## Fetch the raw files of DATASET (or all) into RAW
	@$(BIN)/fetch-prep fetch '$(DATASET)' --raw '$(WEIGHTS_RAW)' $(quiet)

check: | $(BUILT) $(sample_raw) ## Say which raw data sets are present, complete and readable
	@$(BIN)/fetch-prep check --profile $(DATA) --raw '$(RAW)' $(threads) $(quiet)

# ---- Runs and cells --------------------------------------------------------------------------------

$(ALL_RUNS:%=$(RESULTS)/%/checkpoint.h5): $(RESULTS)/%/checkpoint.h5: $$(call pretrained,$$*) \
        $(PREPARED)/$$(call part,1,$$*).h5 $(PROTOCOLS) | $(BUILT)
	@$(LAUNCH) $(BIN)/train $(call train_options,$*) $(quiet)

$(ALL_RUNS:%=$(RESULTS)/%/evaluation.csv): $(RESULTS)/%/evaluation.csv: \
        $(RESULTS)/%/checkpoint.h5 | $(BUILT)
	@$(BIN)/evaluate $(call run_options,$*) $(threads) $(quiet)

$(ALL_CELLS:%=$(RESULTS)/%/cell.csv): $(RESULTS)/%/cell.csv: \
        $$(call evaluations,$$*) $(PUBLISHED) Data/study.toml | $(BUILT)
	@$(BIN)/aggregate cell $(call cell_options,$*) --runs $(RUNS) --quiet

cell: | $(BUILT) ## Train, evaluate and aggregate one cell: DATASET PERCENT BACKBONE
	@$(BIN)/train $(call train_options,$(CELL)/run1) --check-arguments
	@$(MAKE) --no-print-directory $(RESULTS)/$(CELL)/cell.csv
	@$(BIN)/aggregate cell $(call cell_options,$(CELL)) --runs $(RUNS)

ifdef INNER_JOBS
# Columns whose data could not be prepared are left out: the others need not wait for them.
ready := $(foreach c,$(GRID_COLUMNS),$(if $(wildcard $(PREPARED)/$(firstword $(subst /, ,$c)).h5),$c))
.PHONY: inner-cells
inner-cells: $(foreach b,$(BACKBONES),$(ready:%=$(RESULTS)/%/$b/cell.csv))
endif

# Damaged files are set aside first, so that they are made again. The cells themselves have a make of their own, which
# looks at no raw file again and may start several runs at once.
cells: | $(BUILT) $(sample_raw) ## Train, evaluate and aggregate every cell of the grid
	@$(BIN)/aggregate verify --profile '$(P)' --quick --set-aside --quiet
	@missing=0; $(MAKE) --no-print-directory prepare-all || missing=1; \
	$(MAKE) --no-print-directory -j$(JOBS) INNER_JOBS=$(JOBS) THREADS='$(THREADS)' GRID_COLUMNS='$(GRID_COLUMNS)' \
	    inner-cells && exit $$missing

# What pretraining brings: the same grid at 100 % from random weights, a run a cell, beside the profile's own.
from-scratch: cells | $(BUILT) ## Train the sample from random weights too, and compare
	@$(MAKE) --no-print-directory cells PROFILE='$(PROFILE)' WEIGHTS=none RUNS=1 QUIET=1 GRID_COLUMNS='$(filter %/100,$(GRID_COLUMNS))'
	@$(BIN)/aggregate profiles --profile '$(P)' --with '$(P)+weights-none' --percent 100

# The study that is kept in Results/evidence once more, a thread a run as there, and both side by side.
evidence: | $(BUILT) ## Repeat the study of Results/evidence: CIFAR-10 at 1 %, all backbones (RAW=)
	@$(MAKE) --no-print-directory cells PROFILE=evidence-again RAW='$(WEIGHTS_RAW)' RUNS=1 GRID_COLUMNS=cifar10/1 \
	    JOBS="$$(nproc)" THREADS=1
	@$(BIN)/aggregate profiles --profile evidence-again --with evidence
	@$(BIN)/aggregate verify --profile evidence-again $(quiet)

# ---- Tables and figures ----------------------------------------------------------------------------

TABLES := 1 2 3 4 5 6 7 8 9

tables: $(sample_cells) | $(BUILT) ## The paper's tables (sample: trains missing cells)
	@$(BIN)/aggregate tables --profile '$(P)' --prepared '$(PREPARED)' --quiet
	$(if $(QUIET),,@cat $(TABLES:%='$(PAPER)/tables/table%.md'))

table1 table4 table5 table6 table7 table8: table%: $(sample_cells) | $(BUILT) ## One table
	@$(BIN)/aggregate table --number $* --profile '$(P)' --prepared '$(PREPARED)' --quiet
	@cat '$(PAPER)/tables/table$*.md'

table2 table9: table%: | $(BUILT) ## Backbones and their architectures, taken from the networks
	@$(BIN)/aggregate table --number $* --profile '$(P)' --quiet
	@cat '$(PAPER)/tables/table$*.md'

table3: $(if $(filter sample,$(DATA)),prepare-all) | $(BUILT) ## Data sets, counted in their prepared files
	@$(BIN)/aggregate table --number 3 --profile '$(P)' --prepared '$(PREPARED)' --quiet
	@cat '$(PAPER)/tables/table3.md'

figures: figure1 figure2 pareto transfer $(if $(sample_cells),curves) ## All figures

figure1 figure2: figure%: $(sample_cells) | $(BUILT) ## Top-1 against training images: CIFAR-10, Tiny ImageNet
	@$(BIN)/plot figure --number $* --profile '$(P)' $(quiet)

pareto: $(sample_cells) | $(BUILT) ## Accuracy against parameters (and speed, after make bench) by domain
	@$(BIN)/plot pareto --profile '$(P)' $(quiet)
	$(if $(wildcard Results/benchmark/throughput.csv),@$(BIN)/plot pareto --against speed --profile '$(P)' $(quiet))

transfer: $(sample_cells) | $(BUILT) ## Rank correlation of ImageNet top-1 with fine-tuned top-1
	@$(BIN)/plot transfer --profile '$(P)' $(quiet)

curves: $(sample_cells) | $(BUILT) ## Training curves of the first run of DATASET PERCENT BACKBONE
	@$(BIN)/plot curves $(call cell_options,$(CELL)) --run 1 $(quiet)

claims: $(sample_cells) | $(BUILT) ## The paper's claims, held against the tables
	@$(BIN)/aggregate claims --profile '$(P)' $(quiet)

report: claims figures | $(BUILT) ## One page with everything, and a recommender
	@$(BIN)/aggregate report --profile '$(P)' $(quiet)

check-report: report ## Use the page in headless Chromium, which has to be installed
	@Scripts/check-report '$(PAPER)/report.html'

paper: tables figures claims | $(BUILT) ## A PDF with all tables, figures and claims (needs LaTeX)
	@$(BIN)/aggregate paper --profile '$(P)' $(quiet)
	@Scripts/typeset '$(PAPER)/paper.tex'

cell-commands: | $(BUILT) ## A command line for each cell (of table TABLE=)
	@$(BIN)/aggregate cells --commands --profile '$(P)' $(if $(TABLE),--number $(TABLE))

# ---- Answers ---------------------------------------------------------------------------------------

status: | $(BUILT) ## The cells that have been run under PROFILE
	@$(BIN)/aggregate status --profile '$(P)'

# Within BUDGET=, frozen features first, then fewer and fewer candidates trained on; without it, every cell.
compare_options = --profile '$(P)' --dataset '$(DATASET)' --percent '$(PERCENT)' $(quiet) \
                  --backbones '$(subst $(space),$(comma),$(strip $(BACKBONES)))'
starting_points  = $(foreach b,$(BACKBONES),$(call pretrained,$(DATASET)/$(PERCENT)/$b))
ifdef BUDGET
compare: $(PREPARED)/$(DATASET).h5 $(starting_points) | $(BUILT)
	@$(BIN)/compare select $(compare_options) --budget '$(BUDGET)' --prepared '$<' $(threads) $(memory)
else
compare: $(BACKBONES:%=$(RESULTS)/$(DATASET)/$(PERCENT)/%/cell.csv) | $(BUILT) ## Which backbone for DATASET, perhaps within BUDGET=1h (BACKBONES=)
	@$(BIN)/compare rank $(compare_options)
endif

recommend: | $(BUILT) ## A backbone for DOMAIN= and IMAGES=, from the tables (MAX_PARAMS=, MIN_SPEED=)
	@$(BIN)/aggregate recommend --profile '$(P)' $(if $(DOMAIN),--domain '$(DOMAIN)') $(if $(IMAGES),--images '$(IMAGES)') \
	    $(if $(MAX_PARAMS),--max-params '$(MAX_PARAMS)') $(if $(MIN_SPEED),--min-speed '$(MIN_SPEED)')

verify: | $(BUILT) ## Hash every result's files, recompute tables from predictions, compare with the evidence
	@$(BIN)/aggregate verify --profile '$(P)' $(quiet)

doctor: | $(BUILT) ## What this machine has, and what it lacks
	@$(BIN)/aggregate doctor --raw '$(WEIGHTS_RAW)'

graph: | $(BUILT) ## What is made from what, as SVG
	@$(BIN)/aggregate graph --profile '$(P)' $(quiet)

estimate: | $(BUILT) ## Hours, RAM, disk and energy of the study on this machine, by table (WATTS=)
	@$(BIN)/benchmark estimate --profile '$(P)' --prepared '$(PREPARED)' --runs $(RUNS) --jobs $(JOBS) $(threads) \
	    $(memory) --catalogue $(if $(filter sample,$(DATA)),Data/sample.toml,Data/datasets.toml) \
	    $(if $(WATTS),--watts '$(WATTS)') $(quiet)

# A result's path tells profile, data set, percent and backbone: Results/<profile>/<dataset>/<percent>/<backbone>/...
asked       := $(subst /, ,$(patsubst Results/%,%,$(filter Results/%,$(FILE))))

why: | $(BUILT) ## Say why FILE, or the cell of DATASET PERCENT BACKBONE, would be made again
ifneq ($(filter Paper/%,$(FILE)),)
	@case '$(FILE)' in \
	*/tables/table*) $(BIN)/aggregate table --why --profile '$(word 2,$(subst /, ,$(FILE)))' \
	    --number "$$(basename '$(FILE)' | sed 's/^table\([0-9]*\).*/\1/')" ;; \
	*/claims.*) $(BIN)/aggregate claims --why --profile '$(word 2,$(subst /, ,$(FILE)))' ;; \
	*/figures/figure[12].*) $(BIN)/plot figure --why --profile '$(word 2,$(subst /, ,$(FILE)))' \
	    --number "$$(basename '$(FILE)' | sed 's/^figure\([12]\).*/\1/')" ;; \
	*/figures/pareto-speed*) $(BIN)/plot pareto --against speed --why --profile '$(word 2,$(subst /, ,$(FILE)))' ;; \
	*/figures/pareto*) $(BIN)/plot pareto --why --profile '$(word 2,$(subst /, ,$(FILE)))' ;; \
	*/figures/transfer*) $(BIN)/plot transfer --why --profile '$(word 2,$(subst /, ,$(FILE)))' ;; \
	*/report.*) $(BIN)/aggregate report --why --profile '$(word 2,$(subst /, ,$(FILE)))' ;; \
	*) $(BIN)/aggregate why '$(FILE)' ;; esac
else ifneq ($(filter Data/weights/%,$(FILE)),)
	@$(fetch_weights) --why '$(basename $(notdir $(FILE)))' --output '$(FILE)'
else ifneq ($(filter Data/prepared/%,$(FILE)),)
	@$(MAKE) --no-print-directory why-prepared DATA='$(word 3,$(subst /, ,$(FILE)))' \
	    DATASET='$(basename $(notdir $(FILE)))'
else
	@$(MAKE) --no-print-directory why-cell P='$(or $(word 1,$(asked)),$(P))' \
	    PROFILE='$(or $(firstword $(subst +, ,$(word 1,$(asked)))),$(PROFILE))' \
	    CELL='$(if $(asked),$(word 2,$(asked))/$(word 3,$(asked))/$(word 4,$(asked)),$(CELL))'
endif

.PHONY: why-cell why-prepared
why-prepared:
	@$(BIN)/fetch-prep prepare --why --raw '$(RAW)' --profile $(DATA) --dataset '$(DATASET)' \
	    --output 'Data/prepared/$(DATA)/$(DATASET).h5'

why-cell:
	@if [ ! -e '$(PREPARED)/$(call part,1,$(CELL)).h5' ]; then \
	    echo '$(PREPARED)/$(call part,1,$(CELL)).h5: it has not been made yet'; exit 0; fi; \
	weights='$(call pretrained,$(CELL))'; \
	if [ -n "$$weights" ] && [ ! -e "$$weights" ]; then echo "$$weights: it has not been made yet"; exit 0; fi; \
	for run in $(run_numbers); do folder='Results/$(P)/$(CELL)'/run$$run; \
	    $(BIN)/train $(call cell_options,$(CELL)) --run $$run --why $(weights_file) \
	        --prepared '$(PREPARED)/$(call part,1,$(CELL)).h5' || exit; \
	    if [ -e $$folder/checkpoint.h5 ]; then $(BIN)/evaluate $(call cell_options,$(CELL)) --run $$run --why \
	        --prepared '$(PREPARED)/$(call part,1,$(CELL)).h5' || exit; \
	    else echo $$folder/evaluation.csv: it has not been made yet; fi; \
	done; \
	for run in $(run_numbers); do if [ ! -e 'Results/$(P)/$(CELL)'/run$$run/evaluation.csv ]; then \
	    echo 'Results/$(P)/$(CELL)/cell.csv: a run is missing'; exit 0; fi; done; \
	$(BIN)/aggregate cell $(call cell_options,$(CELL)) --runs $(RUNS) --why

# ---- Speed -----------------------------------------------------------------------------------------

bench: | $(BUILT) ## Training and inference throughput of all backbones
	@Scripts/benchmark/compare --ours-only $(BACKBONES)

bench-pytorch: | $(BUILT) ## The same beside PyTorch, in turn (makes a virtual environment)
	@Scripts/benchmark/compare $(BACKBONES)

# ---- Tidying ---------------------------------------------------------------------------------------

clean: ## Remove the build and all that the sample profile made
	rm -rf .build Data/sample Data/prepared/sample Results/sample Results/sample+* Paper/sample Paper/sample+*

distclean: clean ## Remove all prepared and unpacked data and converted weights as well; raw files and results stay
	rm -rf Data/prepared Data/unpacked Data/weights
