"""Measures scikit-learn on the folds that the bench measures: python3 sklearn-folds.py <folder> <model,...>

The folder holds set.json (rows, names of columns, which of them are categories) and, as 64-bit little-endian floats,
columns.f64 (one column after the other; a category is the number of its level, a missing cell NaN), target.f64 and
folds.f64. Prints, for each model, the mean AUC over the folds and the mean CPU seconds to fit one.
"""
import json
import sys
import time
import warnings

import numpy
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

MOST_LEVELS = 255
warnings.filterwarnings("ignore")


def encoded(categories, scaled):
    """One column for each level, medians for missing numbers with a column that tells them."""
    numbers = [place for place, is_category in enumerate(categories) if not is_category]
    levels = [place for place, is_category in enumerate(categories) if is_category]
    steps = [SimpleImputer(strategy="median", add_indicator=True)] + ([StandardScaler()] if scaled else [])
    one_hot = make_pipeline(SimpleImputer(strategy="constant", fill_value=-1), OneHotEncoder(handle_unknown="ignore", sparse_output=False))
    return ColumnTransformer([("numbers", make_pipeline(*steps), numbers), ("levels", one_hot, levels)])


def makers(columns, categories):
    native = [is_category and numpy.nanmax(columns[:, place]) < MOST_LEVELS for place, is_category in enumerate(categories)]
    boosting = {"max_iter": 150, "max_leaf_nodes": 8, "learning_rate": 0.05, "l2_regularization": 5, "early_stopping": False}
    return {
        "logistic": lambda: make_pipeline(encoded(categories, True), LogisticRegression(max_iter=1000)),
        "cart": lambda: make_pipeline(encoded(categories, False), DecisionTreeClassifier(max_depth=5, random_state=0)),
        "forest": lambda: make_pipeline(
            encoded(categories, False), RandomForestClassifier(n_estimators=100, min_samples_leaf=5, random_state=0, n_jobs=1)
        ),
        "boosting": lambda: HistGradientBoostingClassifier(categorical_features=native, random_state=0, **boosting),
        "rbf_svm": lambda: make_pipeline(encoded(categories, True), SVC(probability=True, random_state=0)),
    }


def measure(make, columns, target, folds):
    aucs, seconds = [], []
    for fold in numpy.unique(folds):
        model = make()
        start = time.process_time()
        model.fit(columns[folds != fold], target[folds != fold])
        seconds.append(time.process_time() - start)
        aucs.append(roc_auc_score(target[folds == fold], model.predict_proba(columns[folds == fold])[:, 1]))
    return {"auc": float(numpy.mean(aucs)), "cpuSeconds": float(numpy.mean(seconds))}


def main(folder, names):
    with open(f"{folder}/set.json", encoding="utf-8") as file:
        described = json.load(file)
    columns = numpy.fromfile(f"{folder}/columns.f64", dtype="<f8").reshape(-1, described["rows"]).T.copy()
    target = numpy.fromfile(f"{folder}/target.f64", dtype="<f8")
    folds = numpy.fromfile(f"{folder}/folds.f64", dtype="<f8")
    known = makers(columns, described["categories"])
    print(json.dumps({name: measure(known[name], columns, target, folds) for name in names}))


main(sys.argv[1], sys.argv[2].split(","))
