# Everything goes through here; each target is one script of the same name. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run stop setup build test lint bench db verify-zoo train-resnet18 clean

export PORT DETACH FILTER NAME SHOESTRING_DATA CUDA

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run: ## set up, build, measure a first sweep, serve the page (PORT=8080 DETACH=1 SHOESTRING_DATA=.data)
	@scripts/run

stop: ## stop what `make run` left in the background
	@scripts/stop

test: ## set up, build, run every test (FILTER=name runs some)
	@scripts/test

lint: ## formatting, scripts, data files, JavaScript, links, forbidden things
	@scripts/lint

build: ## set up and build the products in release mode
	@scripts/setup run
	@scripts/build

setup: ## install what is missing for run and test, and nothing else
	@scripts/setup test

bench: ## set up, build, run the benchmarks (NAME=one)
	@scripts/bench

db: ## psql on the database of `make run`
	@scripts/db

verify-zoo: ## compare the zoo with torchvision and timm (fetches PyTorch, which is large)
	@scripts/verify-zoo

train-resnet18: ## train ResNet-18 on Fashion-MNIST (an hour on two cores with bf16, some two without)
	@scripts/train-resnet18

clean: ## remove what was built; .deps (set-up) and .data (measurements) stay
	rm -rf .build
