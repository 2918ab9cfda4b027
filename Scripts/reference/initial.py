"""Makes Tests/Fixtures/golden_initial.h5: how torchvision's and wavemix's initial weights are distributed.

Of each parameter of each full-size backbone with 1,000 classes: mean, standard deviation, kurtosis and largest
magnitude of the values of several models, and how many these are. Values that are all equal have the kurtosis 0.
"""

import argparse

import numpy as np
import torch

import golden
import networks

CLASSES = 1000
MODELS = 6


def statistics(identifier):
    samples = {}
    for seed in range(MODELS):
        torch.manual_seed(1000 + seed)
        for name, parameter in networks.make(identifier, CLASSES).named_parameters():
            samples.setdefault(name, []).append(parameter.detach().numpy().reshape(-1))
    rows = []
    for parts in samples.values():
        values = np.concatenate(parts).astype(np.float64)
        centred = values - values.mean()
        variance = np.mean(centred**2)
        if np.ptp(values) == 0:  # the mean's own rounding is no deviation
            rows.append((values[0], 0, 0, np.abs(values[0])))
        else:
            rows.append((values.mean(), np.sqrt(variance), np.mean(centred**4) / variance**2, np.abs(values).max()))
    columns = zip(("mean", "deviation", "kurtosis", "largest"), np.array(rows, np.float32).T)
    return {
        f"{identifier}/names": list(samples),
        f"{identifier}/values": np.array([sum(part.size for part in parts) for parts in samples.values()], np.int32),
        **{f"{identifier}/{name}": column for name, column in columns},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the golden file")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    data = {}
    for identifier in networks.IDENTIFIERS:
        data |= statistics(identifier)
    golden.write(arguments.output / "golden_initial.h5", data, compressed=True)


if __name__ == "__main__":
    main()
