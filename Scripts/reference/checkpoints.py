"""Writes full-size .pth files as torchvision and torch.save make them, and golden_checkpoints.h5 with their logits.

About 2 GB, for a folder outside the repository. WHICH_BACKBONE_CHECKPOINTS=<folder> makes the tests load them all:

    <id>.zip.pth          torch.save of the state_dict of a randomly initialised model with 1,000 classes
    <id>.legacy.pth       the same in the format before torch 1.6
    densenet161.old_keys.pth          with the keys that torchvision's DenseNet files still have (norm.1, conv.2)
    wavemix_192_16.parallel.pth       with the prefix of nn.DataParallel
"""

import argparse
import re
import warnings

import numpy as np
import torch
from torch import nn

import golden
import hashed
import networks

CLASSES = 1000
SHAPE = (2, 64, 96)


def random_model(identifier, seed):
    """Initial weights of torchvision's, and running statistics of one batch, as after a first step."""
    torch.manual_seed(seed)
    model = networks.without_chance(networks.make(identifier, CLASSES)).train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        model(torch.from_numpy(hashed.images("batch", 8, 64, 64)))
    return model.eval()


def logits(model, dtype):
    """In the precision dtype, which the model keeps."""
    with torch.no_grad():
        return model.to(dtype)(torch.from_numpy(hashed.images("images", *SHAPE)).to(dtype)).numpy()


def old_keys(state):
    """DenseNet's keys before torchvision 0.3: denselayer1.norm.1.weight for denselayer1.norm1.weight."""
    pattern = re.compile(r"(denselayer\d+\.(?:norm|relu|conv))([12]\.)")
    return {pattern.sub(r"\1.\2", name): value for name, value in state.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=golden.Path, help="where the files go")
    parser.add_argument("backbones", nargs="*", default=list(networks.IDENTIFIERS), help="ids (default: all)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", "TypedStorage is deprecated")
    arguments.folder.mkdir(parents=True, exist_ok=True)

    files, expected = {}, {}
    for seed, identifier in enumerate(arguments.backbones):
        model = random_model(identifier, seed)
        state = model.state_dict()
        variants = {f"{identifier}.zip.pth": (state, True), f"{identifier}.legacy.pth": (state, False)}
        if identifier == "densenet161":
            variants[f"{identifier}.old_keys.pth"] = old_keys(state), True
        if identifier == "wavemix_192_16":
            variants[f"{identifier}.parallel.pth"] = {f"module.{key}": value for key, value in state.items()}, True
        for name, (content, zipped) in variants.items():
            torch.save(content, arguments.folder / name, _use_new_zipfile_serialization=zipped)
            files[name] = identifier
        rounded = logits(model, torch.float32)
        expected[identifier] = logits(model, torch.float64)
        print(f"{identifier}: logits of {np.std(expected[identifier]):.2g}, torch float32 is off by "
              f"{golden.relative(rounded, expected[identifier]):.1e}", flush=True)
    golden.write(arguments.folder / "golden_checkpoints.h5", {
        "files": list(files), "backbones": list(files.values()), "shape": np.array(SHAPE, np.int32),
        **{f"logits/{identifier}": value.astype(np.float32) for identifier, value in expected.items()},
    })


if __name__ == "__main__":
    main()
