"""Writes golden HDF5 files: fixed-length strings, no time stamps; equal content, equal bytes."""

from pathlib import Path

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests" / "Fixtures"
SMALLEST = 256  # bytes; below that compression costs more than it saves


def write(path, datasets, compressed=False):
    """Writes the datasets (name with slashes -> array, number, text or list of texts) in the order of their names.

    They are contiguous, or one chunk each, compressed with shuffle and gzip.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    version = "v110" if compressed else "earliest"  # the newer format has smaller groups and chunk indices
    with h5py.File(path, "w", libver=(version, "v110")) as file:
        for name in sorted(datasets):
            value = _array(datasets[name])
            if compressed and value.nbytes >= SMALLEST:
                file.create_dataset(
                    name, data=value, chunks=value.shape, shuffle=True, compression="gzip", compression_opts=9)
            else:
                file.create_dataset(name, data=value)
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
