"""Makes Tests/Fixtures/datasets/galaxy10_chunked.h5: a tiny Galaxy10, in compressed pieces as h5py stores the
official file: 20 images of 4 x 4 pixels, byte i of row r is (31 r + 7 i) mod 256, its label 3 r mod 10."""

import argparse
import pathlib

import h5py
import numpy as np


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    fixtures = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Fixtures"
    parser.add_argument("--output", type=pathlib.Path, default=fixtures / "datasets")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    rows, pixels = np.arange(20), np.arange(4 * 4 * 3)
    images = ((31 * rows[:, None] + 7 * pixels[None, :]) % 256).astype(np.uint8).reshape(20, 4, 4, 3)
    with h5py.File(folder / "galaxy10_chunked.h5", "w") as file:
        # A piece holds three rows and half their columns; the last one is cut.
        file.create_dataset("images", data=images, chunks=(3, 4, 2, 3), compression="gzip")
        file.create_dataset("ans", data=(3 * rows % 10).astype(np.uint8))


if __name__ == "__main__":
    main()
