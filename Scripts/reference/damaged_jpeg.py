"""Makes Tests/Fixtures/damaged_jpeg.csv: what Pillow makes of the JPEG files of Tests/Fixtures/images/ when they are
damaged at any place, in each of four ways. A line a file and way: at how many places the file still decodes, and
the first 16 digits of the SHA-256 of where it does, and of all the pixels.

Only what lies between the header of the (first) scan and the end marker is damaged: Pillow reads the header by itself,
a little differently from libjpeg. Of progressive files there is no digest of the pixels: where scans are missing,
libjpeg-turbo smooths blocks, in each generation in a way of its own.
"""

import argparse
import hashlib
import io
import warnings

import numpy as np
from PIL import Image

import golden

WAYS = {
    "flip": lambda content, place: content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1:],
    "lose": lambda content, place: content[:place] + content[place + 3:],
    "zero": lambda content, place: content[:place] + bytes(len(content[place:place + 8])) + content[place + 8:],
    "end": lambda content, place: content[:place] + b"\xff\xd9",
}


def pixels(content):
    """The pixels, or None where Pillow refuses the file."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            return np.asarray(image.convert("RGB"))
    except Exception:  # Pillow raises errors of many kinds.
        return None


def digest_of(content):
    return hashlib.sha256(content).hexdigest()[:16]


def data_start(content):
    place = content.index(b"\xff\xda")
    return place + 2 + int.from_bytes(content[place + 2:place + 4], "big")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the golden file")
    folder = parser.parse_args().output
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    lines = ["file,way,decoded,places,pixels"]
    for path in sorted((folder / "images").glob("*.jpg")):
        content = path.read_bytes()
        for way, damage in WAYS.items():
            found = [pixels(damage(content, place)) for place in range(data_start(content), len(content) - 2)]
            places = bytes(image is not None for image in found)
            digest = digest_of(b"".join(image.tobytes() for image in found if image is not None))
            digest = "" if "progressive" in path.name else digest
            lines.append(f"{path.name},{way},{sum(places)},{digest_of(places)},{digest}")
    (folder / "damaged_jpeg.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
