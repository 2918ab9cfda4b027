"""Makes Tests/Fixtures/golden_<id>.h5 and golden_miniatures.h5: what PyTorch computes with backbones whose weights
are hashed: logits, gradients, running statistics and the losses of fifteen steps.

The reference is computed in float64; what torch's own float32 deviates from it is printed. `--search N M` looks
instead for image names that suit a float32 comparison: far from every kink (ReLU and others) in the gradient case,
little divergence in the fifteen steps.
"""

import argparse
import dataclasses
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, unfold
from torch.utils.flop_counter import FlopCounterMode

import golden
import hashed
import networks


@dataclasses.dataclass(frozen=True)
class Case:
    """The training inputs of one backbone."""

    height: int
    width: int
    gradient_images: str = "images/0"
    step_images: str = "steps/0"  # step s uses this name + "/" + s
    batch: int = 8
    adamw_rate: float = 1e-3


# --search finds the two names of the networks with kinks; smooth networks take any.
FULL = {
    "resnet50": Case(40, 33, "images/17", "steps/2", adamw_rate=1e-4),
    "wavemix_192_16": Case(64, 32, adamw_rate=1e-4),
    "convnext_tiny": Case(72, 52),
    "swin_t": Case(72, 52),
    "swin_v2_t": Case(72, 52, step_images="steps/2"),
    "efficientnet_v2_s": Case(64, 48, adamw_rate=1e-4),
    "densenet161": Case(32, 32, "images/13", "steps/0", batch=16, adamw_rate=3e-4),
    "mobilenet_v3_large": Case(64, 48, "images/15", "steps/4"),
    "regnet_y_3_2gf": Case(40, 33, "images/25", "steps/1", adamw_rate=1e-4),
    "resnext50_32x4d": Case(40, 33, "images/2", "steps/0", adamw_rate=3e-4),
    "shufflenet_v2_x2_0": Case(64, 48, "images/1", "steps/4"),
}
MINIATURE = {
    "resnet50": Case(48, 40, "images/45", "steps/2"),
    "wavemix_192_16": Case(64, 32),
    "convnext_tiny": Case(72, 52),
    "swin_t": Case(44, 36),
    "swin_v2_t": Case(44, 36),
    "efficientnet_v2_s": Case(48, 40),
    "densenet161": Case(48, 40, "images/28", "steps/0"),
    "mobilenet_v3_large": Case(48, 40, "images/17", "steps/2"),
    "regnet_y_3_2gf": Case(48, 40, "images/55", "steps/0"),
    "resnext50_32x4d": Case(48, 40, "images/45", "steps/3"),
    "shufflenet_v2_x2_0": Case(48, 40, "images/7", "steps/3"),
}
# GELU or SiLU and no max pooling
SMOOTH = ("wavemix_192_16", "convnext_tiny", "swin_t", "swin_v2_t", "efficientnet_v2_s")
# One backbone of each kind of layer also takes BreakHis's size.
LARGE = ("wavemix_192_16", "convnext_tiny", "swin_t", "swin_v2_t", "efficientnet_v2_s", "densenet161",
         "resnext50_32x4d")
CLASSES = 10
FULL_CLASSES = 1000
ADAMW_STEPS, SGD_STEPS = 10, 5
SGD_RATE = 1e-3
SKETCH_ROWS = 8  # of the 16 that hashed.py makes
VANISHING = 1e-7  # of the largest gradient: below it a gradient is zero but for rounding


@dataclasses.dataclass(frozen=True)
class Network:
    """A backbone in one of its sizes, with its inputs."""

    identifier: str
    is_miniature: bool

    @property
    def case(self):
        return (MINIATURE if self.is_miniature else FULL)[self.identifier]

    @property
    def evaluations(self):
        """Images, height and width of the batches that are evaluated."""
        if self.is_miniature:
            # wavemix takes multiples of 32; 61x79 leaves a remainder at every stride and window of the others
            return [(2, 64, 64), (1, 96, 64) if self.identifier == "wavemix_192_16" else (1, 61, 79)]
        return [(1, 256, 256), (2, 224, 224)] + ([(1, 448, 672)] if self.identifier in LARGE else [])

    @property
    def evaluation_classes(self):
        return CLASSES if self.is_miniature else FULL_CLASSES

    @property
    def is_smooth(self):
        return self.identifier in SMOOTH

    def build(self, dtype, classes=CLASSES, perturbation=None):
        """In channels_last with hashed weights, without dropout and stochastic depth.

        A perturbation is a seed for relative changes of at most one float32 rounding in every weight.
        """
        model = networks.without_chance(networks.make(self.identifier, classes, self.is_miniature))
        model.load_state_dict({
            name: value if networks.is_derived(name) else
            torch.from_numpy(np.asarray(hashed.parameter(name, tuple(value.shape), self.is_smooth)))
            for name, value in model.state_dict().items()
        })
        if perturbation is not None:
            generator = torch.Generator().manual_seed(perturbation)
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.mul_(1 + 1.2e-7 * (torch.rand(parameter.shape, generator=generator) - 0.5))
        return model.to(dtype).to(memory_format=torch.channels_last)


def images(name, count, height, width, dtype):
    batch = torch.from_numpy(hashed.images(name, count, height, width))
    return batch.to(dtype).contiguous(memory_format=torch.channels_last)


def labels(count):
    return torch.from_numpy(hashed.labels(count, CLASSES))


def evaluate(network, dtype):
    model = network.build(dtype, network.evaluation_classes).eval()
    with torch.no_grad():
        return {shape: model(images("images", *shape, dtype)).numpy() for shape in network.evaluations}


def step_gradients(network, dtype, perturbation=None):
    """Loss, logits, gradients and running statistics of one training step."""
    case, model = network.case, network.build(dtype, perturbation=perturbation).train()
    logits = model(images(case.gradient_images, case.batch, case.height, case.width, dtype))
    loss = cross_entropy(logits, labels(case.batch))
    loss.backward()
    gradients = {name: parameter.grad.numpy().astype(np.float64) for name, parameter in model.named_parameters()}
    running = {name: value.numpy() for name, value in model.named_buffers() if "running" in name}
    return loss.item(), logits.detach().numpy(), gradients, running


def step_losses(network, dtype, perturbation=None):
    """The loss of each of ten AdamW and five SGD steps on the same weights, before its update."""
    case, model = network.case, network.build(dtype, perturbation=perturbation).train()
    optimizers = (
        (ADAMW_STEPS, torch.optim.AdamW(
            model.parameters(), lr=case.adamw_rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)),
        (SGD_STEPS, torch.optim.SGD(model.parameters(), lr=SGD_RATE, momentum=0.9)),
    )
    losses = []
    for count, optimizer in optimizers:
        for _ in range(count):
            optimizer.zero_grad()
            batch = images(f"{case.step_images}/{len(losses)}", case.batch, case.height, case.width, dtype)
            loss = cross_entropy(model(batch), labels(case.batch))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return np.array(losses)


def gradient_deviations(exact, rounded):
    """The gradients' norms, and the norms of float32's differences: relative (0 for those that vanish), absolute."""
    sizes = norms(exact)
    differences = np.array([np.linalg.norm(rounded[name] - exact[name]) for name in exact])
    return sizes, np.where(sizes < VANISHING * sizes.max(), 0, differences / sizes), differences


KINKED = (nn.ReLU, nn.Hardswish, nn.Hardsigmoid, nn.MaxPool2d)


def kink_distances(module, values):
    """How far each unit is from a point where the module's derivative jumps."""
    if isinstance(module, nn.MaxPool2d):
        windows = unfold(values, module.kernel_size, padding=module.padding, stride=module.stride)
        best = windows.view(*values.shape[:2], module.kernel_size**2, -1).topk(2, dim=2).values
        # The pooled values come out of a ReLU: where the largest is 0 it does not matter which one is taken.
        return torch.where(best[:, :, 0] > 0, best[:, :, 0] - best[:, :, 1], torch.inf)
    if isinstance(module, nn.ReLU):
        return values.abs()
    return torch.minimum((values - 3).abs(), (values + 3).abs())


def clearance(network):
    """The smallest distance from a kink, in root mean squares of the float32 error of the unit's channel."""
    if network.is_smooth:
        return float("inf")
    case, recorded = network.case, {}
    for dtype in (torch.float64, torch.float32):
        inputs = recorded[dtype] = []
        model = network.build(dtype).train()
        for name, module in model.named_modules():
            if isinstance(module, KINKED):
                module.register_forward_pre_hook(
                    lambda module, values, inputs=inputs: inputs.append((module, values[0].double().clone())))
            elif name == "features.norm5":  # DenseNet's last ReLU is a function and no module
                module.register_forward_hook(
                    lambda module, _, output, inputs=inputs: inputs.append((nn.ReLU(), output.double().clone())))
        with torch.no_grad():
            model(images(case.gradient_images, case.batch, case.height, case.width, dtype))
    smallest = float("inf")
    for (module, exact), (_, rounded) in zip(recorded[torch.float64], recorded[torch.float32]):
        noise = (exact - rounded).transpose(0, 1).flatten(1).square().mean(1).sqrt() + 1e-9
        distances = kink_distances(module, exact).transpose(0, 1).flatten(1).min(1).values
        smallest = min(smallest, (distances / noise).min().item())
    return smallest


def divergence(network, perturbation=None, reference=None):
    if reference is None:
        reference = step_losses(network, torch.float64)
    losses = step_losses(network, torch.float32, perturbation)
    return np.abs(losses / reference - 1), reference


class Searched(Network):
    """A network with other images."""

    def __init__(self, network, **changes):
        super().__init__(network.identifier, network.is_miniature)
        object.__setattr__(self, "changed", dataclasses.replace(network.case, **changes))

    @property
    def case(self):
        return self.changed


def search(network, gradient_count, step_count):
    candidates = [Searched(network, gradient_images=f"images/{seed}") for seed in range(gradient_count)]
    found = []
    for distance, candidate in sorted(((clearance(c), c) for c in candidates), key=lambda pair: -pair[0])[:12]:
        exact = step_gradients(candidate, torch.float64)[2]
        worst = max(
            gradient_deviations(exact, step_gradients(candidate, torch.float32, perturbation)[2])[1].max()
            for perturbation in (None, 0, 1))
        found.append((worst, distance, candidate.case.gradient_images))
    for value, distance, name in sorted(found)[:3]:
        print(f"{network.identifier} {name}: 3 float32 gradients deviate by at most {value:.1e}, the nearest kink is "
              f"{distance:.1f} float32 errors away", flush=True)
    found = []
    for seed in range(step_count):
        candidate = Searched(network, step_images=f"steps/{seed}")
        worst, reference = divergence(candidate)
        worst = [worst.max()]
        for perturbation in range(3):
            if max(worst) < 1e-4:
                worst.append(divergence(candidate, perturbation, reference)[0].max())
        found.append((max(worst), candidate.case.step_images, len(worst)))
    for value, name, variants in sorted(found)[:3]:
        print(f"{network.identifier} {name}: {variants} float32 runs diverge by at most {value:.1e}", flush=True)


def sketches(values):
    return np.stack([hashed.sketch(name, value)[:SKETCH_ROWS] for name, value in values.items()])


def norms(values):
    return np.array([np.linalg.norm(value) for value in values.values()])


def multiply_adds(identifier):
    """Of one 224x224 image with 1,000 classes: torch's count of convolutions and matrix products."""
    model = networks.make(identifier, FULL_CLASSES).eval()
    # The package makes the wavelet transform of convolutions; it is additions in any sensible program.
    transforms = networks.wavemix.xf1, networks.wavemix.xf2, networks.wavemix.xf3

    def halved(levels):
        def apply(x):
            n, c, h, w = x.shape
            high = [x.new_zeros(n, c, 3, h >> level, w >> level) for level in range(1, levels + 1)]
            return x.new_zeros(n, c, h >> levels, w >> levels), high
        return apply

    networks.wavemix.xf1, networks.wavemix.xf2, networks.wavemix.xf3 = (halved(levels) for levels in (1, 2, 3))
    try:
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            model(torch.zeros(1, 3, 224, 224))
    finally:
        networks.wavemix.xf1, networks.wavemix.xf2, networks.wavemix.xf3 = transforms
    return counter.get_total_flops() // 2


def state(network):
    """Names and shapes of the state_dict, derived buffers, and what is counted with 1,000 classes."""
    model = networks.make(network.identifier, network.evaluation_classes, network.is_miniature)
    entries = model.state_dict()
    shapes = np.zeros((len(entries), 4), np.int32)
    for row, value in zip(shapes, entries.values()):
        row[: value.dim()] = value.shape
    derived = {
        name: value.numpy() for name, value in entries.items()
        if networks.is_derived(name) and not name.endswith("num_batches_tracked")
    }
    data = {
        "state/names": list(entries),
        "state/shapes": shapes,
        "state/parameters": np.int64(sum(parameter.numel() for parameter in model.parameters())),
    }
    if derived:
        data |= {"state/derived_names": list(derived), "state/derived_norms": norms(derived),
                 "state/derived_sketches": sketches(derived)}
    if not network.is_miniature:
        data["state/multiply_adds"] = np.int64(multiply_adds(network.identifier))
    return data


def make(network):
    """The datasets of one network; prints what torch's float32 deviates."""
    identifier, case, start = network.identifier, network.case, time.monotonic()
    data = {"smooth": np.int32(network.is_smooth)}
    exact, rounded = evaluate(network, torch.float64), evaluate(network, torch.float32)
    errors = []
    for shape, logits in exact.items():
        data["eval/{}x{}x{}".format(*shape)] = logits.astype(np.float32)
        errors.append(golden.relative(rounded[shape], logits))
    print(f"{identifier} eval: logits of {np.std(logits):.2g}, torch float32 is off by", *(f"{e:.1e}" for e in errors))

    loss, logits, gradients, running = step_gradients(network, torch.float64)
    loss32, _, gradients32, running32 = step_gradients(network, torch.float32)
    names = np.array(list(gradients))
    sizes, relative, differences = gradient_deviations(gradients, gradients32)
    data |= {
        "train/images": case.gradient_images,
        "train/shape": np.array([case.batch, case.height, case.width], np.int32),
        "train/loss": np.float64(loss),
        "train/logits": logits.astype(np.float32),
        "train/names": list(gradients),
        "train/norms": sizes,
        "train/sketches": sketches(gradients).astype(np.float32),
    }
    if running:
        data |= {
            "train/running_names": list(running),
            "train/running_norms": norms(running).astype(np.float32),
            "train/running_sketches": sketches(running).astype(np.float32),
        }
    vanishing = sizes < VANISHING * sizes.max()
    order = np.argsort(relative)
    print(
        f"{identifier} gradients: clearance {clearance(network):.1f}, loss {loss:.4f} (float32 off by "
        f"{abs(loss32 / loss - 1):.1e}), worst {names[order[-1]]} {relative[order[-1]]:.1e}, median "
        f"{np.median(relative[~vanishing]):.1e}, smallest norm {sizes[~vanishing].min() / sizes.max():.0e} of the "
        f"largest, running statistics "
        f"{max((golden.relative(running32[name], running[name]) for name in running), default=0):.1e}, "
        f"{vanishing.sum()} vanishing at most {sizes[vanishing].max(initial=0) / sizes.max():.0e} (float32 "
        f"{differences[vanishing].max(initial=0) / sizes.max():.0e})")

    deviations, losses = divergence(network)
    data |= {
        "steps/images": case.step_images,
        "steps/shape": np.array([case.batch, case.height, case.width], np.int32),
        "steps/rates": np.array([case.adamw_rate, SGD_RATE]),
        "steps/losses": losses,
    }
    print(f"{identifier} steps: losses {np.round(losses, 4)}, float32 off by at most {deviations.max():.1e}")
    data |= state(network)
    print(f"{identifier}: {time.monotonic() - start:.0f} s", flush=True)
    return data


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backbones", nargs="*", default=list(networks.IDENTIFIERS), help="ids (default: all)")
    parser.add_argument("--miniature", action="store_true", help="the miniatures and not the full size")
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the golden files")
    parser.add_argument("--search", type=int, nargs=2, metavar=("GRADIENTS", "STEPS"),
                        help="try so many image names for each of the two and write nothing")
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # the order of summation, so the last bits, would depend on it
    torch.use_deterministic_algorithms(True)
    chosen = [Network(identifier, arguments.miniature) for identifier in arguments.backbones]
    if arguments.search:
        for network in chosen:
            search(network, *arguments.search)
        return
    if not arguments.miniature:
        for network in chosen:
            golden.write(arguments.output / f"golden_{network.identifier}.h5", make(network), compressed=True)
        return
    data = {f"{network.identifier}/{name}": value for network in chosen for name, value in make(network).items()}
    if len(chosen) == len(networks.IDENTIFIERS):  # one file for all of them
        golden.write(arguments.output / "golden_miniatures.h5", data, compressed=True)


if __name__ == "__main__":
    main()
