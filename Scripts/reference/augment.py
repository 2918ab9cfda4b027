"""Makes Tests/Fixtures/golden_augment.h5: torchvision's TrivialAugmentWide on Pillow images, as digests.

All operations with all magnitudes and signs, on images that are made of hashed.bytes_("augment<k>", (height, width, 3))
and are not stored.
"""

import argparse
import hashlib

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import InterpolationMode, TrivialAugmentWide
from torchvision.transforms.autoaugment import _apply_op

import golden
import hashed

BINS = 31
SHORT = 8  # hexadecimal digits of the digest of one magnitude

# what is in the image, width, height
IMAGES = [
    ("noise", 1, 1), ("noise", 1, 7), ("noise", 7, 1), ("noise", 2, 2), ("noise", 3, 3), ("dim", 5, 3), ("ramp", 3, 5),
    ("dim", 16, 16), ("steps", 20, 20), ("noise", 22, 22), ("noise", 32, 32), ("dim", 33, 31), ("ramp", 31, 33),
    ("flat", 40, 40), ("steps", 64, 64), ("noise", 100, 256), ("ramp", 257, 101), ("dim", 200, 200),
    # too long for coordinates in 16.16 fixed point
    ("noise", 40_000, 2), ("ramp", 3, 33_000),
]
BY_MAGNITUDE = [11, 16]  # images with a digest for each magnitude


def image(number):
    kind, width, height = IMAGES[number]
    z = hashed.bytes_(f"augment{number}", (height, width, 3))
    if kind == "dim":  # no channel has all values
        z = (z >> np.array([1, 2, 3], np.uint8)) + np.array([9, 50, 200], np.uint8)
    elif kind == "steps":  # few values, most of them dark
        z = z & (z << 3) & 0xE0
    elif kind == "flat":
        z = np.broadcast_to(np.array([7, 128, 255], np.uint8), z.shape)
    elif kind == "ramp":  # smooth, with a little noise
        y, x, c = np.indices(z.shape)
        z = ((x * 255 // width + y * 255 // height) // 2 + 20 * c + (z >> 6)) % 256
    return Image.fromarray(np.ascontiguousarray(z.astype(np.uint8)))


def space():
    """Operation -> magnitudes in the order of digests: for each bin positive, then negative where there are both."""
    result = {}
    for name, (magnitudes, signed) in TrivialAugmentWide()._augmentation_space(BINS).items():
        sizes = [float(size) for size in magnitudes.reshape(-1).tolist()]
        result[name] = [sign * size for size in sizes for sign in ((1.0, -1.0) if signed else (1.0,))]
    return result


def augmented(source, name, magnitude):
    return _apply_op(source, name, magnitude, interpolation=InterpolationMode.NEAREST, fill=None).tobytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the golden file")
    arguments = parser.parse_args()
    if torch.backends.cpu.get_cpu_capability() == "DEFAULT":
        parser.error("torch.linspace gives other last bits on processors without AVX2 than on all others")

    operations = space()
    digests, short = [], {number: [] for number in BY_MAGNITUDE}
    for number in range(len(IMAGES)):
        source = image(number)
        for name, magnitudes in operations.items():
            total = hashlib.sha256()
            for magnitude in magnitudes:
                pixels = augmented(source, name, magnitude)
                total.update(pixels)
                if number in short:
                    short[number].append(hashlib.sha256(pixels).hexdigest()[:SHORT])
            digests.append(total.hexdigest())
    golden.write(arguments.output / "golden_augment.h5", {
        "operations": list(operations),
        "magnitudes": np.concatenate([np.array(magnitudes) for magnitudes in operations.values()]),
        "counts": np.array([len(magnitudes) for magnitudes in operations.values()], np.int32),
        "kinds": [kind for kind, _, _ in IMAGES],
        "sizes": np.array([size for _, *size in IMAGES], np.int32),
        "sha256": digests,
        **{f"by_magnitude/{number}": values for number, values in short.items()},
    })
    print(f"{len(IMAGES)} images, {len(operations)} operations, {len(short)} images by magnitude")


if __name__ == "__main__":
    main()
