"""Images for an independent run over the interface that /openapi.yaml describes (schemathesis 4, `pip install schemathesis`).

usage, with `metakd-infer serve --model Models/brats-unet3d/brats-unet3d.metakd --model RECORDS.metakd` running:

  SCHEMATHESIS_HOOKS=Tests/References/check_interface.py METAKD_IMAGE=Fixtures/phantom/Phantom_00001/Phantom_00001_flair.nii.gz \
    schemathesis run http://127.0.0.1:8080/openapi.yaml --exclude-checks positive_data_acceptance

Bytes where the description has a file are a NIfTI image half of the time: only so are jobs begun that end well. That check is left out since
no schema says what an image is, or which columns the model's table has: such bodies are rightly answered 422.
"""
import os
import pathlib

import schemathesis
from hypothesis import strategies

image = pathlib.Path(os.environ["METAKD_IMAGE"]).read_bytes()
schemathesis.openapi.format("binary", strategies.just(image) | strategies.binary(max_size=1000))
