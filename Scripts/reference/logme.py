#!/usr/bin/env python3
"""LogME scores of synthetic features, as the paper's formulas give them (You et al. 2021, arXiv 2102.11005).

Written from equations 2 and 4 and Algorithm 1, in float64 with whole matrices: A = alpha I + beta F'F, m = beta A^-1 F'y,
log |A| by numpy.linalg.slogdet. The Swift computes the same from one eigendecomposition. Features are hashed numbers
(hashed.py), so that only scores are stored.
"""

import argparse
import pathlib

import numpy as np

import hashed

# name, images, dimensions, classes, how far the classes' means lie apart
CASES = [
    ("tall", 120, 16, 4, 0.5),
    ("noise", 120, 16, 4, 0.0),
    ("wide", 40, 96, 5, 0.5),
    ("square", 64, 64, 3, 0.2),
    ("separable", 90, 12, 3, 8.0),
    ("deficient", 100, 24, 4, 1.0),
    ("unused", 60, 8, 6, 1.0),
]


def features(name, images, dimensions, classes, apart):
    """float32, images x dimensions, and the labels; each step is one float32 operation."""
    noise = hashed.uniform(f"logme.{name}", (images, dimensions))
    means = hashed.uniform(f"logme.{name}#means", (classes, dimensions))
    labels = 7 * np.arange(images) % classes
    if name == "unused":  # the last class does not occur
        labels = labels % (classes - 1)
    values = noise + np.float32(apart) * means[labels]
    if name == "deficient":  # the second half repeats the first
        values[:, dimensions // 2 :] = values[:, : dimensions // 2]
    return values.astype(np.float32), labels


def evidence(f, y):
    n, d = f.shape
    gram = f.T @ f
    eigenvalues = np.clip(np.linalg.eigvalsh(gram), 0, None)
    alpha = beta = 1.0
    for _ in range(100):
        before = alpha / beta
        m = beta * np.linalg.solve(alpha * np.eye(d) + beta * gram, f.T @ y)
        gamma = (beta * eigenvalues / (alpha + beta * eigenvalues)).sum()
        squares, residual = m @ m, ((f @ m - y) ** 2).sum()
        alpha, beta = gamma / (squares + 1e-5), (n - gamma) / (residual + 1e-5)
        if abs(alpha / beta - before) <= 1e-6 * before:
            break
    # m, and what follows from it, are those of the last solution; log |A| is of the last alpha and beta.
    _, determinant = np.linalg.slogdet(alpha * np.eye(d) + beta * gram)
    whole = d / 2 * np.log(alpha) + n / 2 * np.log(beta) - determinant / 2
    whole += -beta / 2 * residual - alpha / 2 * squares - n / 2 * np.log(2 * np.pi)
    return whole / n


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("Tests/Fixtures"))
    output = parser.parse_args().output / "logme.csv"
    lines = ["name,images,dimensions,classes,apart,score"]
    for name, images, dimensions, classes, apart in CASES:
        f, labels = features(name, images, dimensions, classes, apart)
        f = f.astype(np.float64)
        scores = [evidence(f, (labels == label).astype(np.float64)) for label in np.unique(labels)]
        lines.append(f"{name},{images},{dimensions},{classes},{apart},{np.mean(scores):.12g}")
    output.write_text("\n".join(lines) + "\n")
    print(output.read_text())


if __name__ == "__main__":
    main()
