# `make run` and `make test` are all a newcomer needs; each sets up what is missing first.

SHELL := /bin/bash
CARGO ?= cargo
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
DEMO_DIR ?= .demo
UI_SOURCES := $(shell find ui/src ui/public ui/*.json ui/*.ts ui/*.js ui/index.html -type f 2>/dev/null)

.PHONY: help run test sim check build bench licences package setup ui check-windows bindings verapdf manual fmt screenshots clean-demo

help:            ## Lists what can be made
	@grep -E '^[a-z-]+: .*##|^[a-z-]+:  *##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

setup:           ## Installs system packages, npm packages and cargo tools that are missing
	@scripts/setup.sh

ui/dist/index.html: $(UI_SOURCES) | setup
	cd ui && npm run --silent build
	@touch $@

ui: setup ui/dist/index.html   ## Builds the window's pages

run: setup ui    ## Opens the counter on an invented comune, with a service centre (on the command line where there is no display)
	$(CARGO) build --quiet -p sportello -p cst
	@TARGET_DIR=$(TARGET_DIR) DEMO_DIR=$(DEMO_DIR) scripts/run.sh

build: setup ui  ## Leaves target/release/sportello and target/release/cst
	$(CARGO) build --release -p sportello -p cst

check: setup ui  ## The fast half of the tests: format, lints, tidy, unit tests
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --exclude benches --exclude simulation --all-targets -- -D warnings
	$(CARGO) clippy -p simulation --all-targets -- -D warnings
	$(CARGO) nextest run --workspace --exclude benches --exclude simulation --exclude e2e
	cd ui && npm run --silent check && npm run --silent lint && npm run --silent test

test: check      ## Everything, the real window too
	$(CARGO) build
	$(CARGO) nextest run -p simulation
	$(CARGO) nextest run -p e2e

sim:             ## Plays more seeds of the simulation: make sim SEEDS=20000
	SEEDS=$(or $(SEEDS),20000) $(CARGO) nextest run -p simulation --test seeds --no-fail-fast

bindings: ui     ## Writes ui/src/lib/bindings.ts anew from the Rust commands
	UPDATE_BINDINGS=1 $(CARGO) nextest run -p sportello bindings

manual: ui       ## Writes the tables of docs/manuale anew from the data, the window's words and --help
	UPDATE_MANUAL=1 $(CARGO) nextest run -p domain -p sportello manual
	cd ui && npx vitest run -u src/lib/manual.test.ts

check-windows: setup ui  ## Type-checks every crate and the app for Windows
	@scripts/setup.sh windows
	$(CARGO) check --workspace --exclude benches --exclude push --exclude e2e --target x86_64-pc-windows-gnu

bench: setup ui  ## Prints how fast the program is beside its peers; raw figures stay under benches/results/
	@scripts/bench.sh

verapdf: setup   ## Has veraPDF validate every sample: make verapdf VERAPDF=/path/to/verapdf
	@scripts/verapdf.sh "$(VERAPDF)"

licences: setup  ## Checks licences and sources of all crates; installs cargo-deny, which takes some minutes
	@command -v cargo-deny >/dev/null || $(CARGO) install cargo-deny --locked
	$(CARGO) deny check licenses bans sources

package: setup ui ## Makes the Debian package
	ui/node_modules/.bin/tauri build --bundles deb

fmt:             ## Formats everything
	$(CARGO) fmt --all

clean-demo:      ## Removes the invented comune of `make run`
	rm -rf $(DEMO_DIR)
