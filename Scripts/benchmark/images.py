"""Measures how many images a second torchvision makes ready, and prints one CSV line: file, size, augmentation, workers,
images a second.

Decoding, TrivialAugmentWide, Resize, ToTensor and Normalize on Pillow images in a DataLoader's worker processes, on the
training images of a prepared file: what `benchmark images` does in this project.
"""

import argparse
import io
import os
import time

import h5py
import torch
from PIL import Image
from torchvision import transforms


class Prepared(torch.utils.data.Dataset):
    """The training part of a prepared file; each worker opens it for itself."""

    def __init__(self, path, transform):
        self.path, self.transform, self.file = path, transform, None
        with h5py.File(path) as file:
            self.count = len(file["train/labels"])
            self.offsets = file["train/offsets"][:] if "offsets" in file["train"] else None

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        if self.file is None:
            self.file = h5py.File(self.path)
        if self.offsets is None:
            image = Image.fromarray(self.file["train/images"][index])
        else:
            start, end = self.offsets[index], self.offsets[index + 1]
            image = Image.open(io.BytesIO(self.file["train/bytes"][start:end].tobytes())).convert("RGB")
        return self.transform(image)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prepared", required=True)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--augment", choices=["none", "before-resize", "after-resize"], default="none")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5)
    arguments = parser.parse_args()
    resize = transforms.Resize((arguments.size, arguments.size))
    augment = transforms.TrivialAugmentWide()
    steps = {"none": [resize], "before-resize": [augment, resize], "after-resize": [resize, augment]}
    transform = transforms.Compose(
        steps[arguments.augment] + [transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.2] * 3)])
    torch.set_num_threads(1)
    loader = torch.utils.data.DataLoader(
        Prepared(arguments.prepared, transform), batch_size=arguments.batch, shuffle=True,
        num_workers=arguments.workers, persistent_workers=True)
    for _ in loader:  # Starts the workers and fills the file system's memory.
        pass
    start, images = time.monotonic(), 0
    while time.monotonic() - start < arguments.seconds:
        for batch in loader:
            images += len(batch)
            if time.monotonic() - start >= arguments.seconds:
                break
    rate = images / (time.monotonic() - start)
    name = os.path.basename(arguments.prepared)
    print(f"{name},{arguments.size},{arguments.augment},{arguments.workers},{rate:.1f}")


if __name__ == "__main__":
    main()
