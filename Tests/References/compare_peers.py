#!/usr/bin/env python3
"""Runs the engine and its peers alternately on the same networks and prints a Markdown table of the ratios.

    compare_peers.py [--peers ../shared/peers] [--widths 16,32,64,128 12,24,48,96] [--shapes 128x128x128 104x136x120]
                     [--subsets flair+t1+t1c+t2 flair+t1 t1c] [--engines openvino,onnxruntime,torch] [--precision fp32]
                     [--threads 2] [--rounds 3] [--runs 3]

The peers' folder holds make_reference.py and time_peers.py. For each widths the weights are drawn, exported to ONNX and
imported; then every round runs each engine once, in a process of its own (one untimed pass, then --runs), the first engine
being another one each round. A time is the median of the rounds' medians; a ratio is the median of the rounds' ratios, so
that a machine that slows down for a while does not favour whoever ran before. It is an error if the engine's logits differ
from PyTorch's (the golden file, all subsets) or if an engine's mean |logit| is off by more than 2 % (the images are drawn
by each engine's own generator). Needs a release build, and Python with the packages that it names where they are absent."""
import argparse, importlib.util, json, os, pathlib, statistics, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODALITIES = ("flair", "t1", "t1c", "t2")
PACKAGES = {"openvino": ["openvino"], "onnxruntime": ["onnxruntime"], "torch": []}


def run(*command):
    """The standard output of a command, which must succeed."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def require(a):
    needed = ["numpy", "torch", "onnx", "safetensors"] + [p for e in a.engines for p in PACKAGES[e]]
    absent = [p for p in needed if importlib.util.find_spec(p) is None]
    if absent:
        sys.exit(f"Python packages are absent: {', '.join(absent)}; install them with\n    pip install {' '.join(absent)}")
    for name in ("make_reference.py", "time_peers.py"):
        if not (a.peers / name).is_file():
            sys.exit(f"{a.peers / name} is absent; give the peers' folder with --peers")
    for name in ("metakd-bench", "metakd-train", "metakd-infer"):
        if not (a.build / name).is_file():
            sys.exit(f"{a.build / name} is absent; build it with: swift build -c release")


def prepare(a, widths, folder):
    """Weights, golden file and ONNX files of one network, and the model file that was imported and verified."""
    print(f"preparing widths {widths}", file=sys.stderr)
    run(sys.executable, a.peers / "make_reference.py", folder, "--widths", widths, "--onnx", *a.shapes)
    model = folder / "model.metakd"
    run(a.build / "metakd-train", "import", "--architecture", "unet3d", "--weights", folder / "weights.safetensors", "-o", model)
    verified = json.loads(run(a.build / "metakd-infer", "verify", model, "--golden", folder / "golden.safetensors", "--json"))
    print(f"widths {widths}: largest difference from PyTorch {max(s['max_abs'] for s in verified['subsets']):.1e} "
          f"in {len(verified['subsets'])} subsets", file=sys.stderr)
    return model


def time(a, engine, widths, folder, model, shape, subset):
    if engine == "ours":
        return json.loads(run(a.build / "metakd-bench", "network", "--model", model, "--shape", shape, "--subset", subset.replace("+", ","),
                              "--precision", a.precision, "--threads", a.threads, "--repeat", a.runs, "--json", "--no-check"))
    present = ",".join(str(MODALITIES.index(m)) for m in subset.split("+"))
    return json.loads(run(sys.executable, a.peers / "time_peers.py", folder / f"{shape}.{subset}.onnx", "--engine", engine, "--precision", a.precision,
                          "--threads", a.threads, "--runs", a.runs, "--widths", widths, "--present", present))


def compare(a, widths, folder, model, shape, subset):
    """The rounds of one network, shape and subset: [{engine: measurement}]."""
    engines, rounds = ["ours", *a.engines], []
    for number in range(a.rounds):
        first = number % len(engines)
        rounds.append({e: time(a, e, widths, folder, model, shape, subset) for e in engines[first:] + engines[:first]})
        print(f"{widths} {shape} {subset}: " + ", ".join(f"{e} {rounds[-1][e]['median_s']:.3f} s" for e in engines), file=sys.stderr)
    means = {e: rounds[0][e]["mean_abs"] for e in engines}
    for engine, mean in means.items():
        if not abs(mean - means["ours"]) <= 0.02 * means["ours"]:
            sys.exit(f"widths {widths}, {shape}, {subset}: mean |logit| is {mean} in {engine} and {means['ours']} in ours; expected to agree within 2 %")
    return rounds


def row(widths, shape, subset, rounds):
    def median(of):
        return statistics.median(of(r) for r in rounds)

    def fastest(engine):
        return min(r[engine]["min_s"] for r in rounds)
    cells = [widths, shape.replace("x", "×"), subset]
    for engine in rounds[0]:
        cells.append(f"{median(lambda r: r[engine]['median_s']):.3f} s, {median(lambda r: r[engine]['peak_rss_mib']):.0f} MiB")
    for engine in rounds[0]:
        if engine != "ours":
            cells.append(f"{median(lambda r: r['ours']['median_s'] / r[engine]['median_s']):.2f} "
                         f"({fastest('ours') / fastest(engine):.2f}), {median(lambda r: r['ours']['peak_rss_mib'] / r[engine]['peak_rss_mib']):.2f}")
    return cells + [f"{rounds[0]['ours']['mean_abs']:.3f}"]


def machine(a):
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown processor")
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip() or "unknown"
    versions = ", ".join(f"{p} {importlib.import_module(p).__version__}" for p in dict.fromkeys(["torch", *(q for e in a.engines for q in PACKAGES[e])]))
    return (f"{cpu}, {len(os.sched_getaffinity(0))} processors, {a.threads} threads, {a.precision}; commit {commit}; {versions}; "
            f"{a.rounds} rounds of {a.runs} passes; load before: {os.getloadavg()[0]:.1f}")


def arguments():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--peers", type=pathlib.Path, default=ROOT.parent / "shared/peers")
    a.add_argument("--build", type=pathlib.Path, default=ROOT / ".build/release", help="the folder of the built programs")
    a.add_argument("--widths", nargs="+", default=["16,32,64,128", "12,24,48,96"])
    a.add_argument("--shapes", nargs="+", default=["128x128x128", "104x136x120"])
    a.add_argument("--subsets", nargs="+", default=["flair+t1+t1c+t2", "flair+t1", "t1c"], choices=["flair+t1+t1c+t2", "flair+t1", "t1c"])
    a.add_argument("--engines", type=lambda text: text.split(","), default=list(PACKAGES))
    a.add_argument("--precision", default="fp32", choices=["fp32", "bf16"])
    a.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    a.add_argument("--rounds", type=int, default=3)
    a.add_argument("--runs", type=int, default=3)
    a = a.parse_args()
    unknown = [e for e in a.engines if e not in PACKAGES]
    if unknown or min(a.rounds, a.runs, a.threads) < 1:
        sys.exit(f"--engines takes {','.join(PACKAGES)}; --rounds, --runs and --threads are at least 1")
    return a


if __name__ == "__main__":
    a = arguments()
    require(a)
    about = machine(a)
    header = (["widths", "voxels", "subset", "ours"] + a.engines + [f"ours / {e}" for e in a.engines] + ["mean abs logit"])
    table = [header, ["---"] * len(header)]
    with tempfile.TemporaryDirectory() as temporary:
        for widths in a.widths:
            folder = pathlib.Path(temporary) / widths
            model = prepare(a, widths, folder)
            for shape in a.shapes:
                for subset in a.subsets:
                    table.append(row(widths, shape, subset, compare(a, widths, folder, model, shape, subset)))
    print(about + "\nA cell is time and peak memory, or their ratios; in parentheses the ratio of the fastest passes, which others on the machine disturb least.\n")
    for cells in table:
        print("| " + " | ".join(cells) + " |")
