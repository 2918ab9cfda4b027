"""Writes golden HDF5 files: contiguous datasets, fixed-length strings, no time stamps; equal content, equal bytes."""

from pathlib import Path

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests" / "Fixtures"


def write(path, datasets):
    """Writes the datasets (name with slashes -> array, number, text or list of texts) in the order of their names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w", libver=("earliest", "v110")) as file:
        for name in sorted(datasets):
            file.create_dataset(name, data=_array(datasets[name]))
    print(f"{path.name}: {path.stat().st_size:,} bytes, {len(datasets)} datasets")


def _array(value):
    if isinstance(value, str):
        return np.bytes_(value.encode())
    if isinstance(value, list) and value and isinstance(value[0], str):
        return np.array([text.encode() for text in value])
    array = np.asarray(value)
    if array.dtype.name not in ("float32", "float64", "uint8", "int32", "int64"):
        raise TypeError(f"golden files hold no {array.dtype}")
    return array


def relative(value, reference):
    """The L2 norm of the difference over the L2 norm of the reference, in float64."""
    value, reference = (np.asarray(a, dtype=np.float64).reshape(-1) for a in (value, reference))
    return float(np.linalg.norm(value - reference) / np.linalg.norm(reference))
