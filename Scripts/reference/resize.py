"""Makes Tests/Fixtures/golden_resize.h5: Pillow's Image.resize with BILINEAR on hashed RGB images.

The source of case k is hashed.bytes_("resize" + k, (height, width, 3)) and is not stored.
"""

import argparse
import hashlib

import numpy as np
from PIL import Image

import golden
import hashed

# width and height of the source, width and height of the result
SMALL = [
    # nothing to do on one axis or on both
    (17, 13, 17, 13), (1, 1, 1, 1), (17, 13, 17, 29), (17, 13, 31, 13), (17, 13, 17, 5), (17, 13, 6, 13),
    # one-pixel sides
    (1, 1, 7, 5), (1, 9, 4, 4), (9, 1, 4, 4), (1, 9, 1, 3), (1, 9, 1, 20), (9, 1, 3, 1), (9, 1, 20, 1), (13, 11, 1, 1),
    (13, 11, 1, 6), (13, 11, 6, 1), (1, 40, 3, 2), (40, 1, 2, 3), (2, 2, 1, 1), (2, 1, 1, 2), (64, 64, 1, 1),
    # enlarging
    (2, 2, 3, 3), (2, 3, 16, 15), (3, 2, 32, 16), (5, 7, 23, 29), (7, 5, 8, 6), (8, 8, 16, 16), (9, 13, 10, 14),
    (11, 17, 33, 34), (16, 16, 17, 17), (24, 18, 40, 31), (31, 29, 32, 32), (32, 32, 48, 48), (3, 3, 40, 40),
    (33, 31, 47, 45),
    # shrinking
    (16, 16, 8, 8), (17, 19, 16, 18), (23, 29, 5, 7), (31, 33, 10, 11), (40, 30, 13, 17), (48, 48, 32, 32),
    (50, 37, 25, 19), (63, 65, 21, 13), (64, 48, 32, 32), (97, 3, 11, 2), (3, 97, 2, 11), (100, 75, 32, 32),
    (101, 67, 16, 16), (127, 129, 9, 7), (128, 96, 24, 24), (200, 200, 32, 32), (255, 257, 31, 29),
    (500, 375, 28, 28), (333, 500, 20, 30), (1000, 7, 5, 5), (7, 1000, 5, 5),
    # shrinking one axis, enlarging the other
    (10, 40, 25, 15), (40, 10, 15, 25), (3, 50, 30, 7), (50, 3, 7, 30), (64, 16, 32, 32), (16, 64, 32, 32),
    (37, 11, 19, 23), (11, 37, 23, 19), (99, 5, 20, 40), (5, 99, 40, 20), (150, 9, 17, 17), (31, 32, 32, 31),
    (32, 31, 31, 32), (21, 22, 22, 20),
]
LARGE = [
    (500, 375, 256, 256), (375, 500, 256, 256), (32, 32, 256, 256), (200, 200, 256, 256), (768, 1024, 256, 256),
    (640, 480, 224, 224), (96, 96, 128, 128), (700, 460, 672, 448), (257, 255, 256, 256), (1023, 67, 256, 256),
]


def resized(name, case):
    width, height, new_width, new_height = case
    image = Image.fromarray(hashed.bytes_(name, (height, width, 3)))
    return np.asarray(image.resize((new_width, new_height), Image.BILINEAR))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the golden file")
    arguments = parser.parse_args()

    outputs = [resized(f"resize{number}", case) for number, case in enumerate(SMALL)]
    sizes = [output.size for output in outputs]
    digests = [
        hashlib.sha256(resized(f"resize{number}", case).tobytes()).hexdigest()
        for number, case in enumerate(LARGE, start=len(SMALL))
    ]
    golden.write(arguments.output / "golden_resize.h5", {
        "small/cases": np.array(SMALL, np.int32),
        "small/offsets": np.cumsum([0, *sizes], dtype=np.int64),
        "small/pixels": np.concatenate([output.reshape(-1) for output in outputs]),
        "large/cases": np.array(LARGE, np.int32),
        "large/sha256": digests,
    })
    print(f"{len(SMALL)} cases with pixels, {len(LARGE)} with digests")


if __name__ == "__main__":
    main()
