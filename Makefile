# make demo   segment the phantom of Fixtures with the shipped model, from four modalities and from two
# make test   build and run every test
# make container   build the image and run it as BraTS, BIDS and XNAT do, on the phantom or on CASES=DIR (docker or podman; minutes)
# make cluster   run a Slurm job array on this machine, lose a task and submit it again (root, slurm-wlm and munge), on copies of the phantom or CASES=DIR
# make compare   time the engine beside OpenVINO, ONNX Runtime and PyTorch; COMPARE="--rounds 5 …" passes options on
#
# The first two install the Debian packages that are missing (as root, or with sudo) and need nothing else but Swift 6.2 or newer.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: all demo test compare container cluster packages

PACKAGES := libopenblas-dev libnifti-dev libpng-dev libsqlite3-dev zlib1g-dev
CASE := Fixtures/phantom/Phantom_00001/Phantom_00001
INFER := .build/release/metakd-infer
DEMO := demo

all: packages
	swift build -c release

packages:
	@missing=""; \
	for p in $(PACKAGES); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
		root=""; [ "$$(id -u)" = 0 ] || root=sudo; \
		echo "installing$$missing"; \
		$$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

demo: packages
	swift build -c release --product metakd-infer
	@mkdir -p $(DEMO)
	$(INFER) --flair $(CASE)_flair.nii.gz --t1 $(CASE)_t1.nii.gz --t1c $(CASE)_t1ce.nii.gz --t2 $(CASE)_t2.nii.gz \
		-o $(DEMO)/all.nii.gz --overlay $(DEMO)/all.png --statistics $(DEMO)/all.json --force
	$(INFER) --flair $(CASE)_flair.nii.gz --t1 $(CASE)_t1.nii.gz \
		-o $(DEMO)/flair-t1.nii.gz --overlay $(DEMO)/flair-t1.png --statistics $(DEMO)/flair-t1.json --force
	@echo
	@echo "mask, overlay and volumes from all four modalities: $(DEMO)/all.nii.gz, $(DEMO)/all.png, $(DEMO)/all.json"
	@echo "the same from FLAIR and T1 alone:                   $(DEMO)/flair-t1.nii.gz, $(DEMO)/flair-t1.png, $(DEMO)/flair-t1.json"
	@echo "(open a mask over $(CASE)_flair.nii.gz in ITK-SNAP or 3D Slicer)"

test: packages
	swift build -c release --build-tests
	swift test -c release --skip-build --disable-xctest

container:
	Tests/Container/check.sh $(CASES)

cluster: packages
	swift build -c release --product metakd-infer
	Tests/Cluster/check.sh $(CASES)

compare: packages
	swift build -c release
	python3 Tests/References/compare_peers.py $(COMPARE)
