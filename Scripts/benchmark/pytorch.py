"""Measures PyTorch's images per second on one backbone and prints one CSV line.

backbone,mode,batch,size,threads,images_per_second,peak_rss_mib

A training step is forward, cross-entropy, backward, AdamW's step and zero_grad; an inference step is one forward pass
in evaluation mode. The figure is the median over the steps. Inputs are random, with 1000 classes.
"""

import argparse
import contextlib
import os
import resource
import statistics
import sys
import time


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backbone", default="resnet50", help="a torchvision id, or wavemix_192_16 (default: %(default)s)")
    parser.add_argument("--mode", choices=["train", "inference"], default="train")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=256, help="height and width of the images")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=float, default=20, help="measure for at least so long")
    parser.add_argument("--warmup", type=int, default=2, help="steps before the measurement")
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--layout", choices=["channels_last", "contiguous"], default="channels_last")
    parser.add_argument("--header", action="store_true", help="print the names of the columns first")
    return parser.parse_args()


def make_model(backbone):
    """torchvision's network, or the wavemix package's."""
    if backbone.startswith("wavemix"):
        sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reference"))
        import networks

        return networks.make(backbone, 1000)
    import torchvision

    return torchvision.models.get_model(backbone, weights=None, num_classes=1000)


def make_step(arguments):
    import torch

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    layout = torch.channels_last if arguments.layout == "channels_last" else torch.contiguous_format
    is_training = arguments.mode == "train"
    model = make_model(arguments.backbone).train(is_training).to(memory_format=layout)
    images = torch.randn(arguments.batch, 3, arguments.size, arguments.size).contiguous(memory_format=layout)
    labels = torch.randint(1000, (arguments.batch,))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)

    def precision():
        if arguments.precision == "bf16":
            return torch.autocast("cpu", dtype=torch.bfloat16)
        return contextlib.nullcontext()

    def train():
        with precision():
            loss = torch.nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    def infer():
        with torch.inference_mode(), precision():
            model(images)

    return train if is_training else infer


def main():
    arguments = parse()
    # OpenMP reads this when torch is loaded, so it is set before the import.
    os.environ["OMP_NUM_THREADS"] = str(arguments.threads)
    step = make_step(arguments)
    for _ in range(arguments.warmup):
        step()
    times = []
    while not times or sum(times) < arguments.seconds:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    rate = arguments.batch / statistics.median(times)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # ru_maxrss is in bytes there, in KiB elsewhere
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    if arguments.header:
        print("backbone,mode,batch,size,threads,images_per_second,peak_rss_mib")
    print(f"{arguments.backbone},{arguments.mode},{arguments.batch},{arguments.size},{arguments.threads},"
          f"{rate:.3f},{peak:.0f}")


if __name__ == "__main__":
    main()
