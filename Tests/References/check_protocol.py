"""The Open Inference Protocol of `metakd-infer serve`, as an independent client speaks it: NVIDIA's tritonclient (`pip install tritonclient[http]`).

usage: check_protocol.py PROGRAM SEGMENTATION_MODEL RECORDS_MODEL

Starts a server of both models with a token; asks for metadata and readiness, and runs each model with tensors in binary and in JSON, which
must give the same numbers.
"""
import pathlib
import secrets
import subprocess
import sys
import tempfile

import numpy as np
import tritonclient.http as http

program, segmenter, classifier = sys.argv[1:]


def names(model):
    return pathlib.Path(model).stem


with tempfile.TemporaryDirectory() as folder:
    token = pathlib.Path(folder, "token")
    token.touch(mode=0o600)
    token.write_text(secrets.token_hex(16) + "\n")
    server = subprocess.Popen([program, "serve", "--port", "0", "-q", "--model", segmenter, "--model", classifier, "--token-file", token, "--work-folder", f"{folder}/work"],
                              stderr=subprocess.PIPE, text=True)
    try:
        client = http.InferenceServerClient(server.stderr.readline().split("//")[-1].strip(), network_timeout=300)

        def headers():
            """The client writes into the dictionary that it is given."""
            return {"Authorization": f"Bearer {token.read_text().strip()}"}

        def answers(model, tensors):
            """The outputs, with inputs and outputs in binary and in JSON."""
            outputs = [output["name"] for output in client.get_model_metadata(names(model), headers=headers())["outputs"]]
            for binary in (True, False):
                inputs = []
                for name, values in tensors.items():
                    inputs.append(http.InferInput(name, list(values.shape), "FP32"))
                    inputs[-1].set_data_from_numpy(values, binary_data=binary)
                wanted = [http.InferRequestedOutput(name, binary_data=binary) for name in outputs]
                found = client.infer(names(model), inputs, outputs=wanted, request_id="7", headers=headers())
                assert found.get_response()["id"] == "7"
                yield {name: found.as_numpy(name).astype(str if found.get_output(name)["datatype"] == "BYTES" else np.float32) for name in outputs}

        def check(model, tensors):
            binary, text = answers(model, tensors)
            assert all(np.array_equal(binary[name], text[name]) for name in binary), "binary and JSON differ"
            print(names(model), {name: values.shape for name, values in binary.items()}, "the same in binary and in JSON")

        assert client.is_server_live(headers()) and client.is_server_ready(headers())
        assert all(client.is_model_ready(names(model), headers=headers()) for model in (segmenter, classifier))
        random = np.random.default_rng(0)
        inputs = client.get_model_metadata(names(classifier), headers=headers())["inputs"]
        check(classifier, {entry["name"]: random.standard_normal((5, entry["shape"][1]), dtype=np.float32) for entry in inputs})
        check(segmenter, {name: random.standard_normal((64, 48, 64), dtype=np.float32) for name in ("flair", "t1c")})
    finally:
        server.terminate()
        server.wait()
