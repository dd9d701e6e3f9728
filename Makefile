# Everything a person does with this project, by name. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# The project's own Node, a current one, comes with its dependencies; the machine needs 20 or newer to fetch it.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

SOURCES := $(shell find src -name '*.ts' 2>/dev/null) package.json package-lock.json scripts/build.mjs $(wildcard scripts/bundle/*.mjs scripts/sbom/*.mjs)
BUNDLE := dist/gpu-fraction-webhook.mjs

.PHONY: help
help: ## Show what there is to do
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or newer" >&2; exit 1; }
	SKIP_PREPARE=1 npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUNDLE): node_modules/.installed $(SOURCES)
	npm run --silent build

.PHONY: install build
install: node_modules/.installed ## Install the dependencies
build: $(BUNDLE) ## Bundle the program into dist/gpu-fraction-webhook.mjs

.PHONY: demo
demo: $(BUNDLE) ## See pods of every supported system go through the real webhook (STAY=1 keeps it up)
	@node scripts/demo/demo.ts

.PHONY: test test-unit
test: $(BUNDLE) ## Run all tests; parts that this machine lacks are named, with the command that enables them
	@node scripts/test/run.ts
test-unit: $(BUNDLE) ## Run the tests that need nothing but Node, with coverage
	@vitest run --coverage

.PHONY: audit
audit: $(BUNDLE) ## Ask npm's registry for known vulnerabilities of what is used here
	@vitest run --config test/advisories/vitest.config.ts

.PHONY: lint format
lint: node_modules/.installed ## Check formatting, lint rules and types
	biome check .
	tsc -p .
format: node_modules/.installed ## Format the sources and fix what can be fixed
	biome check --write .

.PHONY: bench soak
bench: $(BUNDLE) ## Measure what an admission costs, in 25 minutes; rewrites docs/performance.md (QUICK=1, or ONLY=closed-loop SERVERS=floor,ours ROUNDS=3)
	@node bench/bench.ts $(if $(QUICK),--quick) $(if $(ONLY),--only=$(ONLY)) $(if $(SERVERS),--servers=$(SERVERS)) $(if $(ROUNDS),--rounds=$(ROUNDS)) $(if $(WRITE),--write)
soak: $(BUNDLE) ## Send 100 reviews a second for an hour, beside watches of 1,000 namespaces, and put the memory on docs/performance.md (MINUTES=60)
	@node bench/bench.ts --only=soak --write $(if $(MINUTES),--soak-minutes=$(MINUTES))

.PHONY: image push
image: $(BUNDLE) ## Build the container image
	scripts/image/build.sh
push: $(filter image,$(MAKECMDGOALS)) ## Publish the image that `make image` built (REGISTRY=registry.example.com/team), and say what to tell Helm
	@scripts/image/push.sh

.PHONY: sbom
sbom: $(filter image,$(MAKECMDGOALS)) $(BUNDLE) ## List what is in the bundle and in the image that `make image` built, as CycloneDX, into dist/
	@echo dist/gpu-fraction-webhook.cdx.json, of the bundle
	@node scripts/sbom/write-image-sbom.ts

.PHONY: release-check
release-check: $(BUNDLE) ## Do what a release does, short of publishing, and say what could only be linted (TAG=v0.1.0 WITHOUT=image)
	@node scripts/release/check.ts

.PHONY: cluster
cluster: $(BUNDLE) ## Bring up a real API server and controllers with the webhook, or with NODE=1 a node that runs its image (STAY=1 keeps them up)
	@node $(if $(filter 1,$(NODE)),test/cluster/node/cluster-with-node.ts,test/cluster/cluster.ts)

.PHONY: disturb
disturb: $(BUNDLE) ## Create pods while everything around the webhook goes wrong, on a real node; rewrites docs/reliability.md
	@scripts/image/docker-engine.sh && scripts/image/build.sh && node test/cluster/node/disturbances/run.ts

.PHONY: dashboard-picture
dashboard-picture: $(BUNDLE) ## Draw the dashboard from what a real Prometheus says in five minutes; rewrites docs/dashboard.svg
	@node test/cluster/monitoring/draw.ts

.PHONY: corpus
corpus: $(BUNDLE) ## Create every pod of a folder of manifests with the webhook off and on, and compare (DIR=... ARGS='--route all --project team-a')
	@test -n "$(DIR)" || { echo "make corpus DIR=<folder with manifests>" >&2; exit 2; }
	@node scripts/corpus/corpus.ts "$(DIR)" $(ARGS)

.PHONY: fuzz
fuzz: node_modules/.installed ## Send hostile input to everything that reads some, led by coverage (MINUTES=60 ARGS='--targets pods,bodies')
	@test -n "$(MINUTES)" || { echo "make fuzz MINUTES=<how long>" >&2; exit 2; }
	@node scripts/fuzz/fuzz.ts --minutes "$(MINUTES)" $(ARGS)

.PHONY: docs deploy
docs: node_modules/.installed ## Write the pages, and the files of the chart, that come from the sources
	@node scripts/docs/write.ts
deploy: docs ## Render the chart into the plain manifests of deploy/
	@node scripts/deploy/write.ts

.PHONY: clean
clean: ## Remove what was built
	rm -rf dist coverage
