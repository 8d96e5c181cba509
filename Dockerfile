# metakd-infer with the shipped model. One image answers to the plain command line and to the conventions of BraTS, BIDS and XNAT:
# `metakd-infer container` tells them apart. It runs as any user, with a read-only root and without a network.
#
#   docker build -t metakd .
#   docker run --rm --network none --read-only -u "$(id -u)" -v DIR:/data metakd batch /data/in -o /data/out

FROM swift:6.3-bookworm AS build
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libnifti-dev libpng-dev libsqlite3-dev zlib1g-dev >/dev/null \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/source/.build \
    swift build -c release --product metakd-infer --static-swift-stdlib -Xlinker -s \
 && install -D .build/release/metakd-infer /installed/bin/metakd-infer \
 && install -D -m 644 Models/brats-unet3d/brats-unet3d.metakd /installed/share/metakd/brats-unet3d.metakd

FROM debian:bookworm-slim
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libnifti2-2 libpng16-16 libsqlite3-0 zlib1g >/dev/null \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin
COPY --from=build /installed /usr/local
# XNAT makes these commands when it pulls the image. The files come from a session's resource NIFTI and go to its resource METAKD.
LABEL org.nrg.commands='[{ \
  "name": "metakd-segment", "label": "MetaKD tumour segmentation", "version": "0.1.0", "schema-version": "1.0", "type": "docker", "image": "metakd:latest", \
  "description": "Segments brain tumours from any subset of FLAIR, T1, T1c and T2. Research use only, not a medical device.", \
  "command-line": "batch /input -o /output --masks-alone --label-scheme [LABEL_SCHEME]", \
  "mounts": [{"name": "in", "writable": false, "path": "/input"}, {"name": "out", "writable": true, "path": "/output"}], \
  "inputs": [{"name": "label-scheme", "description": "Label of enhancing tumour: 2021 writes 4, 2023 writes 3", "type": "string", "required": true, \
              "default-value": "2021", "select-values": ["2021", "2023"], "replacement-key": "[LABEL_SCHEME]"}], \
  "outputs": [{"name": "masks", "description": "One mask for each case", "required": true, "mount": "out", "glob": "*.nii.gz"}], \
  "xnat": [{ \
    "name": "metakd-segment-session", "label": "Segment tumours of a session", "contexts": ["xnat:imageSessionData"], \
    "description": "Segments the skull-stripped, co-registered images in the resource NIFTI of a session", \
    "external-inputs": [{"name": "session", "description": "Session with a resource NIFTI", "type": "Session", "required": true}], \
    "derived-inputs": [{"name": "images", "description": "Images named as their modalities", "type": "Resource", "required": true, \
                        "derived-from-wrapper-input": "session", "matcher": "@.label == \u0027NIFTI\u0027", "provides-files-for-command-mount": "in"}], \
    "output-handlers": [{"name": "masks-resource", "accepts-command-output": "masks", "as-a-child-of-wrapper-input": "session", \
                         "type": "Resource", "label": "METAKD"}]}]}]'
USER 65534:65534
ENTRYPOINT ["metakd-infer", "container"]
CMD []
