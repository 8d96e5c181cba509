"""Scores scikit-learn's logistic regression and gradient boosting on the folds of `metakd-train crossvalidate`, for every subset of modalities.

What a subset lacks is imputed by the training folds' means, as the baselines of the README are: the classifier is trained on all
modalities and tested on records that have those of the subset alone. With --ours the scores of `crossvalidate -o` are printed beside.

    metakd-train crossvalidate --schema S.yaml [--data T.csv] -o ours.csv --folds-output folds.csv
    python3 Tests/References/sklearn_records.py --schema S.yaml [--data T.csv] --folds folds.csv --ours ours.csv
"""
import argparse
import csv
import itertools
import pathlib
import warnings

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
import yaml

METRICS = ("accuracy", "balanced_accuracy", "macro_f1", "auc")


def read(schema_path, data):
    schema = yaml.safe_load(open(schema_path))
    if data:
        rows = list(csv.reader(open(data)))
        columns, cells = rows[0], rows[1:]
    else:
        columns, parts = [], []
        for file in schema["files"]:
            rows = list(csv.reader(open(pathlib.Path(schema_path).parent / file["path"])))
            names = rows.pop(0) if file.get("header", True) else [str(i + 1) for i in range(len(rows[0]))]
            columns += [f"{file['name']}.{name}" for name in names]
            parts.append(rows)
        cells = [sum(row, []) for row in zip(*parts)]
    return schema, columns, cells


def features(schema, columns, cells):
    """One matrix [records, features] for each modality: numbers, and one-hot categories and genotypes."""
    place = {name: index for index, name in enumerate(columns)}
    named = {n for m in schema["modalities"] for k in ("numeric", "categorical", "genotype") for n in m.get(k, []) if not n.endswith("*")}
    others = named | {schema.get("key"), schema.get("label")} | set(schema.get("ignored", []))
    def expand(names):
        for name in names:
            if name.endswith("*"):
                yield from (c for c in columns if c.startswith(name[:-1]) and c not in others)
            else:
                yield name
    result = {}
    for modality in schema["modalities"]:
        parts = []
        for name in expand(modality.get("numeric", [])):
            parts.append([[float(row[place[name]]) if row[place[name]] not in ("", "NA") else np.nan] for row in cells])
        for name in itertools.chain(expand(modality.get("categorical", [])), expand(modality.get("genotype", []))):
            values = [row[place[name]] for row in cells]
            known = sorted({v for v in values if v})
            parts.append([[np.nan] * len(known) if not v else [float(v == k) for k in known] for v in values])
        result[modality["name"]] = np.concatenate([np.array(p, dtype=float) for p in parts], axis=1)
    return result


def canonical(text):
    try:
        return str(int(float(text))) if float(text) == int(float(text)) else text
    except ValueError:
        return text


def score(truth, probabilities):
    predicted = probabilities.argmax(axis=1)
    auc = roc_auc_score(truth, probabilities[:, 1]) if probabilities.shape[1] == 2 else roc_auc_score(truth, probabilities, multi_class="ovr")
    return (accuracy_score(truth, predicted), balanced_accuracy_score(truth, predicted), f1_score(truth, predicted, average="macro"), auc)


def main():
    parser = argparse.ArgumentParser()
    for name in ("--schema", "--data", "--folds", "--ours"):
        parser.add_argument(name, required=name in ("--schema", "--folds"))
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    schema, columns, cells = read(arguments.schema, arguments.data)
    blocks = features(schema, columns, cells)
    labels = [canonical(row[columns.index(schema["label"])]) for row in cells]
    classes = schema.get("classes") or sorted(set(labels))
    y = np.array([classes.index(label) for label in labels])
    folds = np.array([int(row["fold"]) for row in csv.DictReader(open(arguments.folds))])
    names = list(blocks)
    subsets = [s for size in range(1, len(names) + 1) for s in itertools.combinations(names, size)]
    models = {
        "logistic regression": lambda: make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler(),
                                                     LogisticRegressionCV(Cs=10, cv=5, max_iter=2000, class_weight="balanced", scoring="neg_log_loss")),
        "gradient boosting": lambda: make_pipeline(SimpleImputer(keep_empty_features=True),
                                                   HistGradientBoostingClassifier(random_state=1, class_weight="balanced")),
    }
    whole = np.concatenate([blocks[n] for n in names], axis=1)
    found = {}
    for fold in sorted(set(folds)):
        train, test = folds != fold, folds == fold
        for model_name, make in models.items():
            model = make().fit(whole[train], y[train])
            for subset in subsets:
                masked = np.concatenate([blocks[n] if n in subset else np.full_like(blocks[n], np.nan) for n in names], axis=1)
                found.setdefault((model_name, "+".join(subset)), []).append(score(y[test], model.predict_proba(masked[test])))
    if arguments.ours:
        for row in csv.DictReader(open(arguments.ours)):
            found.setdefault(("MetaKD", row["subset"]), []).append(tuple(float(row[m]) for m in METRICS))
    methods = [m for m in ("MetaKD", *models) if (m, "+".join(names)) in found]
    print("| subset | " + " | ".join(f"{m}: accuracy, balanced, macro F1, AUC" for m in methods) + " |")
    print("|---|" + "---|" * len(methods))
    def show(title, keys):
        cells = [np.mean([np.mean(found[(m, k)], axis=0) for k in keys], axis=0) for m in methods]
        print(f"| {title} | " + " | ".join(", ".join(f"{v:.3f}" for v in c) for c in cells) + " |")
    keys = ["+".join(s) for s in subsets]
    for key in keys:
        show(key, [key])
    show("mean of those with a modality absent", keys[:-1])


if __name__ == "__main__":
    main()
