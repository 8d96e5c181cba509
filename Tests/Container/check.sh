#!/usr/bin/env bash
# Builds the image and runs it as its callers do: people, BraTS 2018-2020, 2023-24 and 2025, BIDS and XNAT.
#
#   Tests/Container/check.sh [CASES]      CASES: a directory of folders with some of *_flair, _t1, _t1ce, _t2.nii.gz; default: the phantom of Fixtures
#
# It takes docker or podman, or what METAKD_CONTAINER names: a program with `build DIR TAG` and `run TAG [-v HOST:CONTAINER[:ro]]... -- ARGUMENT...`.
# With docker and podman the root is read-only and there is no network. Exit 0 if every convention gave the masks that it should.
set -euo pipefail
cd "$(dirname "$0")/../.."
tag=metakd:check
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
# A container sees what is mounted, and no links that lead out of it.
cases=$scratch/cases
cp -rL "${1:-Fixtures/phantom}" "$cases"
chmod -R a+rX "$scratch"

engine=${METAKD_CONTAINER:-$(command -v docker || command -v podman)} || { echo "neither docker nor podman is here; install one or set METAKD_CONTAINER"; exit 1; }
build() { case $engine in */docker | */podman) "$engine" build -t "$tag" . ;; *) "$engine" build . "$tag" ;; esac; }
image() { # [-v HOST:CONTAINER]... -- ARGUMENT...
  local options=()
  while [[ $1 == -v ]]; do options+=(-v "$2"); shift 2; done
  shift
  case $engine in
  */docker | */podman) "$engine" run --rm --network none --read-only "${options[@]}" "$tag" "$@" ;;
  *) "$engine" run "$tag" "${options[@]}" -- "$@" ;;
  esac
}
folder() { mkdir -p "$scratch/$1" && chmod 777 "$scratch/$1" && echo "$scratch/$1"; }
# A case may lack modalities.
copy() { [[ ! -e $1 ]] || cp -L "$1" "$2"; }
step() { printf '\n== %s\n' "$1"; }
same() { cmp "$1" "$2" && echo "same mask: ${2#"$scratch/"}"; }

step "build"
build

step "arguments of the program, and its version"
image -- --version
out=$(folder plain)
image -v "$cases:/cases:ro" -v "$out:/out" -- batch /cases -o /out
ls "$out"
names=$(cd "$out" && ls *.nii.gz | sed 's/\.nii\.gz$//')

step "the same with the labels of 2023"
out23=$(folder plain-2023)
image -v "$cases:/cases:ro" -v "$out23:/out" -- batch /cases -o /out --label-scheme 2023 -q

step "BraTS 2018-2020: one case in /data, results in /data/results"
for name in $names; do
  data=$(folder "2020/$name")
  cp -L "$cases/$name/"*.nii.gz "$data"
  rm -f "$data/"*_seg.nii.gz
  results=$(folder "2020/$name/results")
  image -v "$data:/data" --
  same "$out/$name.nii.gz" "$results/$name.nii.gz"
done

step "BraTS 2023-24: infer --data_path --output_path, and 2025: /input to /output"
number=0
for name in $names; do
  number=$((number + 1))
  id=$(printf 'BraTS-GLI-%05d-000' "$number")
  input=$(folder "input/$id")
  for pair in flair:t2f t1:t1n t1ce:t1c t2:t2w; do copy "$cases/$name/${name}_${pair%:*}.nii.gz" "$input/$id-${pair#*:}.nii.gz"; done
done
mlcube=$(folder 2023) brats25=$(folder 2025)
image -v "$scratch/input:/mlcube_io0:ro" -v "$mlcube:/mlcube_io1" -- infer --data_path=/mlcube_io0 --output_path=/mlcube_io1
image -v "$scratch/input:/input:ro" -v "$brats25:/output" --
number=0
for name in $names; do
  number=$((number + 1))
  for folder in "$mlcube" "$brats25"; do same "$out23/$name.nii.gz" "$folder/$(printf 'BraTS-GLI-%05d-000' "$number").nii.gz"; done
done
[[ $(ls -A "$brats25" | wc -l) == "$number" ]] && echo "nothing else is in /output"

step "BIDS App: participant, then group"
bids=$(folder bids) derivatives=$(folder derivatives)
echo '{"Name": "check", "BIDSVersion": "1.9.0"}' >"$bids/dataset_description.json"
number=0
for name in $names; do
  number=$((number + 1))
  subject=$(printf 'sub-%02d' "$number")
  anat=$(folder "bids/$subject/anat")
  for pair in flair:FLAIR t1:T1w t1ce:ce-gadolinium_T1w t2:T2w; do copy "$cases/$name/${name}_${pair%:*}.nii.gz" "$anat/${subject}_${pair#*:}.nii.gz"; done
done
image -v "$bids:/data:ro" -v "$derivatives:/out" -- /data /out participant --participant-label 01
image -v "$bids:/data:ro" -v "$derivatives:/out" -- /data /out participant --participant_label 01 --skip_bids_validator
((number == 1)) || image -v "$bids:/data:ro" -v "$derivatives:/out" -- /data /out participant
image -v "$bids:/data:ro" -v "$derivatives:/out" -- /data /out group
number=0
for name in $names; do
  number=$((number + 1))
  subject=$(printf 'sub-%02d' "$number")
  same "$out/$name.nii.gz" "$derivatives/$subject/anat/${subject}_seg-tumour_dseg.nii.gz"
done
(cd "$derivatives" && find . -type f | sort)
cat "$derivatives/dataset_description.json" "$derivatives/tumour_volumes.tsv"

step "XNAT: the command line of the image's label"
line=$(sed -n 's/.*"command-line": "\([^"]*\)".*/\1/p' Dockerfile | sed 's/\[LABEL_SCHEME\]/2021/')
xnat=$(folder xnat)
first=${names%%$'\n'*}
read -ra words <<<"$line"
image -v "$cases/$first:/input:ro" -v "$xnat:/output" -- "${words[@]}"
same "$out/$first.nii.gz" "$xnat/$first.nii.gz"

step "what cannot be done is refused"
if image --; then echo "nothing was mounted, and it was no error"; exit 1; fi
if image -v "$cases:/cases:ro" -- infer --data_path=/cases; then echo "no output was named, and it was no error"; exit 1; fi
printf '\nevery convention gave the masks that it should\n'
