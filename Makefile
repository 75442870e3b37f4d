# Herald's verbs. `make demo` and `make test` do all the set-up they need on a fresh Debian machine
# with a Swift toolchain.

# What the build needs, what the tests need beside it, and what the benchmarks need beside those.
BUILD_PACKAGES := build-essential pkg-config libdcmtk-dev libopenjp2-7-dev libdeflate-dev \
  libcairo2-dev libpango1.0-dev libboost-math-dev libsqlite3-dev libsodium-dev zlib1g-dev fonts-dejavu-core \
  python3
TEST_PACKAGES := dicom3tools dcmtk python3-venv zstd libxml2-utils faketime
BENCH_PACKAGES := dcm2niix
ORACLES := .build-oracles/bin/python
DEMO ?= demo

.PHONY: all build-packages test-packages test build release lint format layers demo docs asan fuzz \
  bench verify oracles clean

all: build

# --- system packages ---------------------------------------------------------------------------

build-packages:
	@Scripts/install-packages $(BUILD_PACKAGES)

test-packages: build-packages
	@Scripts/install-packages $(TEST_PACKAGES)

# Strangers' programs that the tests hold our files and numbers against; from PyPI by name.
oracles: $(ORACLES)
$(ORACLES): Tests/Oracles/requirements.txt Tests/Oracles/requirements-schemas.txt
	test -e $(ORACLES) || python3 -m venv .build-oracles
	$(ORACLES) -m pip install --quiet --requirement Tests/Oracles/requirements.txt
	$(ORACLES) -m pip install --quiet --no-deps --ignore-requires-python \
	  --requirement Tests/Oracles/requirements-schemas.txt
	touch $(ORACLES)

# --- build and test ----------------------------------------------------------------------------

build: build-packages
	swift build

release: build-packages
	swift build -c release --product herald

lint:
	swift format lint --strict --parallel --recursive Sources Tests Benchmarks Fuzz Package.swift

format:
	swift format format --in-place --parallel --recursive Sources Tests Benchmarks Fuzz Package.swift

# The arrows of ARCHITECTURE.md, held against the package and its imports.
layers:
	Scripts/check-layers

test: test-packages oracles lint layers
	swift build --build-tests --explicit-target-dependency-import-check error
	swift test --skip-build --parallel

# Address sanitizer over the parts that read strangers' bytes and hold memory.
asan: test-packages
	swift build --build-tests --sanitize=address --scratch-path .build-asan
	ASAN_OPTIONS=detect_leaks=0 swift test --skip-build --sanitize=address --scratch-path .build-asan

tsan: test-packages
	swift build --build-tests --sanitize=thread --scratch-path .build-tsan
	swift test --skip-build --sanitize=thread --scratch-path .build-tsan

fuzz: build-packages
	Fuzz/run.sh dicom $(or $(SECONDS_TO_FUZZ),300)
	Fuzz/run.sh protocol $(or $(SECONDS_TO_FUZZ),300)

docs: build-packages
	Scripts/build-docs

# --- what a user sees --------------------------------------------------------------------------

demo: release
	Scripts/demo $(DEMO)

verify: release
	.build/release/herald verify

bench: build-packages
	@Scripts/install-packages $(TEST_PACKAGES) $(BENCH_PACKAGES)
	Benchmarks/run

clean:
	rm -rf .build .build-asan .build-tsan .build-bench .build-oracles $(DEMO)
