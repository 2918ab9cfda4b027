"""Makes Tests/Fixtures/golden_<id>.h5: logits, gradients and losses of torchvision backbones with hashed weights.

The reference is computed in float64. `--search N` looks instead for image names that suit a float32 comparison:
far from every kink (ReLU and others) in the gradient case, little divergence in the ten AdamW steps.
"""

import argparse
import dataclasses

import numpy as np
import torch
import torchvision
from torch import nn
from torch.nn.functional import cross_entropy, unfold

import golden
import hashed


@dataclasses.dataclass(frozen=True)
class Case:
    """The training inputs of one backbone."""

    height: int
    width: int
    gradient_images: str
    step_images: str  # step s uses this name + "/" + s
    batch: int = 8


# A further torchvision backbone is one line here; --search finds the two names.
CASES = {
    "resnet50": Case(40, 33, "images/17", "steps/2"),
    "mobilenet_v3_large": Case(64, 48, "images/15", "steps/4"),
    "shufflenet_v2_x2_0": Case(64, 48, "images/1", "steps/4"),
}
CLASSES = 10
EVALUATION_SIZES = [(64, 64), (96, 80)]
STEPS = 10


def build(identifier, dtype, perturbation=None):
    """The backbone in channels_last with hashed weights and without dropout.

    A perturbation is a seed for relative changes of at most one float32 rounding in every weight.
    """
    model = torchvision.models.get_model(identifier, weights=None, num_classes=CLASSES)
    state = model.state_dict()
    model.load_state_dict({
        name: torch.from_numpy(np.asarray(hashed.parameter(name, tuple(value.shape)))) for name, value in state.items()
    })
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
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


def evaluate(identifier, dtype, height, width):
    model = build(identifier, dtype).eval()
    with torch.no_grad():
        return model(images("images", 2, height, width, dtype)).numpy()


def step_gradients(identifier, case, dtype):
    """Loss, logits, gradients and running statistics of one training step."""
    model = build(identifier, dtype).train()
    logits = model(images(case.gradient_images, case.batch, case.height, case.width, dtype))
    loss = cross_entropy(logits, labels(case.batch))
    loss.backward()
    gradients = {name: parameter.grad.numpy().astype(np.float64) for name, parameter in model.named_parameters()}
    running = {name: value.numpy() for name, value in model.named_buffers() if "running" in name}
    return loss.item(), logits.detach().numpy(), gradients, running


def step_losses(identifier, case, dtype, make_optimizer, perturbation=None):
    """The loss of each of ten steps, before its update."""
    model = build(identifier, dtype, perturbation).train()
    optimizer = make_optimizer(model.parameters())
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        batch = images(f"{case.step_images}/{step}", case.batch, case.height, case.width, dtype)
        loss = cross_entropy(model(batch), labels(case.batch))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.array(losses)


OPTIMIZERS = {
    "adamw": lambda parameters: torch.optim.AdamW(
        parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=1e-3, momentum=0.9),
}


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


def clearance(identifier, case):
    """The smallest distance from a kink, in root mean squares of the float32 error of the unit's channel."""
    recorded = {}
    for dtype in (torch.float64, torch.float32):
        inputs = recorded[dtype] = []
        model = build(identifier, dtype).train()
        for module in model.modules():
            if isinstance(module, (nn.ReLU, nn.Hardswish, nn.Hardsigmoid, nn.MaxPool2d)):
                module.register_forward_pre_hook(
                    lambda module, values, inputs=inputs: inputs.append((module, values[0].double().clone())))
        with torch.no_grad():
            model(images(case.gradient_images, case.batch, case.height, case.width, dtype))
    smallest = float("inf")
    for (module, exact), (_, rounded) in zip(recorded[torch.float64], recorded[torch.float32]):
        noise = (exact - rounded).transpose(0, 1).flatten(1).square().mean(1).sqrt() + 1e-9
        distances = kink_distances(module, exact).transpose(0, 1).flatten(1).min(1).values
        smallest = min(smallest, (distances / noise).min().item())
    return smallest


def divergence(identifier, case, kind, perturbation=None, reference=None):
    if reference is None:
        reference = step_losses(identifier, case, torch.float64, OPTIMIZERS[kind])
    losses = step_losses(identifier, case, torch.float32, OPTIMIZERS[kind], perturbation)
    return np.abs(losses / reference - 1), reference


def search(identifier, case, gradient_count, step_count):
    found = []
    for seed in range(gradient_count):
        candidate = dataclasses.replace(case, gradient_images=f"images/{seed}")
        found.append((clearance(identifier, candidate), candidate.gradient_images))
    for value, name in sorted(found, reverse=True)[:3]:
        print(f"{identifier} {name}: {value:.1f} float32 errors away from the nearest kink", flush=True)
    found = []
    for seed in range(step_count):
        candidate = dataclasses.replace(case, step_images=f"steps/{seed}")
        worst, reference = divergence(identifier, candidate, "adamw")
        worst = [worst.max()]
        for perturbation in range(3):
            if max(worst) < 1e-4:
                worst.append(divergence(identifier, candidate, "adamw", perturbation, reference)[0].max())
        found.append((max(worst), candidate.step_images, len(worst)))
    for value, name, variants in sorted(found)[:3]:
        print(f"{identifier} {name}: {variants} float32 runs diverge by at most {value:.1e}", flush=True)


def shapes(state):
    rows = np.zeros((len(state), 4), np.int32)
    for row, value in zip(rows, state.values()):
        row[: value.dim()] = value.shape
    return rows


def make(identifier, case, folder):
    data = {}
    for height, width in EVALUATION_SIZES:
        exact = evaluate(identifier, torch.float64, height, width)
        data[f"eval/logits_{height}x{width}"] = exact.astype(np.float32)
        error = golden.relative(evaluate(identifier, torch.float32, height, width), exact)
        data[f"eval/torch_float32_error_{height}x{width}"] = np.float64(error)
        print(f"{identifier} eval {height}x{width}: torch float32 is off by {error:.1e}")

    loss, logits, gradients, running = step_gradients(identifier, case, torch.float64)
    loss32, _, gradients32, _ = step_gradients(identifier, case, torch.float32)
    names = list(gradients)
    norms = np.array([np.linalg.norm(gradients[name]) for name in names])
    differences = np.array([np.linalg.norm(gradients32[name] - gradients[name]) for name in names])
    data |= {
        "train/images": case.gradient_images,
        "train/shape": np.array([case.batch, case.height, case.width], np.int32),
        "train/loss": np.float64(loss),
        "train/logits": logits.astype(np.float32),
        "train/names": names,
        "train/norms": norms,
        "train/sketches": np.stack([hashed.sketch(name, gradients[name]) for name in names]),
        "train/torch_float32_differences": differences,
        "train/running_names": list(running),
        "train/running_norms": np.array([np.linalg.norm(value) for value in running.values()]),
        "train/running_sketches": np.stack([hashed.sketch(name, value) for name, value in running.items()]),
    }
    vanishing = norms < 1e-7 * norms.max()
    worst = np.argmax(np.where(vanishing, 0, differences / np.where(vanishing, 1, norms)))
    print(
        f"{identifier} gradients: clearance {clearance(identifier, case):.1f}, loss {loss:.4f} (float32 off by "
        f"{abs(loss32 / loss - 1):.1e}), worst {names[worst]} {differences[worst] / norms[worst]:.1e}, smallest norm "
        f"{norms[~vanishing].min() / norms.max():.0e} of the largest, vanishing at most "
        f"{norms[vanishing].max(initial=0) / norms.max():.0e}:")
    print("   ", " ".join(np.array(names)[vanishing]) or "none")

    for kind in OPTIMIZERS:
        differences, losses = divergence(identifier, case, kind)
        data |= {
            f"{kind}/images": case.step_images,
            f"{kind}/shape": np.array([case.batch, case.height, case.width], np.int32),
            f"{kind}/losses": losses,
            f"{kind}/torch_float32_deviations": differences,
        }
        print(f"{identifier} {kind}: losses {np.round(losses, 4)}, float32 off by at most {differences.max():.1e}")

    state = build(identifier, torch.float32).state_dict()
    full = torchvision.models.get_model(identifier, weights=None, num_classes=1000)
    data |= {
        "state/names": list(state),
        "state/shapes": shapes(state),
        "state/parameters": np.int64(sum(parameter.numel() for parameter in full.parameters())),
    }
    golden.write(folder / f"golden_{identifier}.h5", data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backbones", nargs="*", default=list(CASES), help="ids (default: all)")
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the golden files")
    parser.add_argument("--search", type=int, nargs=2, metavar=("GRADIENTS", "STEPS"),
                        help="try so many image names for each of the two and write nothing")
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # the order of summation, so the last bits, would depend on it
    torch.use_deterministic_algorithms(True)
    for identifier in arguments.backbones:
        if arguments.search:
            search(identifier, CASES[identifier], *arguments.search)
        else:
            make(identifier, CASES[identifier], arguments.output)


if __name__ == "__main__":
    main()
