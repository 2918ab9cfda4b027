"""Makes Tests/Fixtures/mat: MATLAB files as scipy writes them, for the reader of .mat files."""

import argparse
import pathlib

import numpy as np
import scipy.io


def cell(values):
    """A column of strings, each a cell, as Stanford Dogs' lists have them."""
    cells = np.empty((len(values), 1), dtype=object)
    cells[:, 0] = values
    return cells


def dogs():
    breeds = ["n02085620-Chihuahua", "n02085782-Japanese_spaniel"]
    names = [f"{breed}/{breed.split('-')[0]}_{number}" for breed in breeds for number in (7, 10074)]
    return {
        "file_list": cell([name + ".jpg" for name in names]),
        "annotation_list": cell(names),
        "labels": np.array([[1], [1], [2], [2]], dtype=np.float64),
    }


def classes():
    """Every class of numbers, with its extremes."""
    values = {"double": np.array([[-1.5, 1e300, np.inf]]), "single": np.array([[0.1, -2]], dtype=np.float32)}
    for kind in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"):
        limits = np.iinfo(kind)
        values[kind] = np.array([[limits.min, 1, limits.max]], dtype=kind)
    values["logical"] = np.array([[True, False]])
    values["matrix"] = np.arange(6, dtype=np.int16).reshape(2, 3)
    values["cube"] = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    values["none"] = np.zeros((0, 0))
    values["ascii"] = "plain"
    values["unicode"] = "Grüße, 世界"
    values["empty_text"] = ""
    values["rows"] = np.array(["ab", "cd"])
    values["complex"] = np.array([[1 + 2j]])
    values["sparse"] = scipy.sparse.csc_matrix(np.eye(3))
    values["nested"] = {"inner": {"number": 4.0, "list": cell(["a", "bc"])}, "text": "t"}
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--output", type=pathlib.Path, default=root / "Tests" / "Fixtures" / "mat")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "train_list": (dogs(), True, "column"), "classes": (classes(), False, "row"),
        "classes_packed": (classes(), True, "row"),
    }
    for name, (values, packed, one_dimensional) in files.items():
        path = folder / f"{name}.mat"
        scipy.io.savemat(path, values, do_compression=packed, oned_as=one_dimensional)
        # scipy writes the date into the 116 bytes of text.
        content = bytearray(path.read_bytes())
        content[:116] = b"MATLAB 5.0 MAT-file, written by scipy".ljust(116)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
