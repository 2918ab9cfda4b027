"""Makes Tests/Fixtures/golden_layers.h5: forward and backward of single layers, losses and optimizers.

Inputs, weights and output gradients are hashed and not stored: tensor t of case c is hashed.uniform(c + "/" + t),
where nothing else is said, in torch's layout (NCHW, OIHW). Results are computed in float64; activations and their
gradients are stored NHWC, weights in torch's layout.
"""

import argparse

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torchvision.models.shufflenetv2 import channel_shuffle
from torchvision.ops import SqueezeExcitation

import golden
import hashed

#             N  H  W  in out k  s  p groups bias
CONVOLUTIONS = {
    "dense_1x1": (2, 7, 5, 24, 8, 1, 1, 0, 1, 1),
    "dense_1x1_s2": (2, 7, 8, 8, 16, 1, 2, 0, 1, 0),
    "dense_3x3": (2, 7, 9, 8, 16, 3, 1, 1, 1, 1),
    "dense_3x3_s2": (2, 8, 7, 12, 8, 3, 2, 1, 1, 0),
    "dense_3x3_odd_channels": (1, 7, 5, 5, 7, 3, 1, 1, 1, 0),
    "dense_4x4_s4": (2, 8, 12, 3, 8, 4, 4, 0, 1, 1),
    "dense_5x5_p0": (2, 9, 7, 8, 12, 5, 1, 0, 1, 1),
    "dense_7x7_s2": (2, 11, 9, 3, 16, 7, 2, 3, 1, 0),
    "grouped_3x3": (2, 7, 8, 16, 24, 3, 1, 1, 4, 0),
    "grouped_3x3_s2": (2, 9, 7, 16, 16, 3, 2, 1, 4, 1),
    "depthwise_3x3": (2, 7, 5, 24, 24, 3, 1, 1, 24, 0),
    "depthwise_3x3_s2": (2, 8, 7, 17, 17, 3, 2, 1, 17, 0),
    "depthwise_5x5": (2, 7, 9, 17, 17, 5, 1, 2, 17, 0),
    "depthwise_5x5_s2": (2, 9, 8, 20, 20, 5, 2, 2, 20, 0),
    "depthwise_5x5_tiny": (3, 2, 1, 16, 16, 5, 1, 2, 16, 0),
    "depthwise_7x7": (2, 9, 8, 9, 9, 7, 1, 3, 9, 1),
}

ACTIVATIONS = {
    "none": lambda x: x, "relu": F.relu, "hardswish": F.hardswish, "silu": F.silu, "hardsigmoid": F.hardsigmoid,
}
KINKS = {"none": [], "relu": [0.0], "hardswish": [-3.0, 3.0], "silu": [], "hardsigmoid": [-3.0, 3.0]}

#             N  H  W  C   eps   momentum  activation residual scale of the channels' means
NORMALIZATIONS = {
    "none": (2, 7, 5, 24, 1e-5, 0.1, "none", 0, 1.0),
    "none_residual": (2, 5, 7, 16, 1e-3, 0.01, "none", 1, 1.0),
    "relu": (2, 7, 5, 17, 1e-5, 0.1, "relu", 0, 1.0),
    "relu_residual": (2, 7, 5, 16, 1e-5, 0.1, "relu", 1, 1.0),
    "relu_large_mean": (2, 7, 5, 8, 1e-5, 0.1, "relu", 0, 16.0),
    "hardswish": (2, 7, 5, 16, 1e-3, 0.01, "hardswish", 0, 1.0),
    "silu": (3, 5, 4, 12, 1e-3, 0.1, "silu", 0, 1.0),
}


def tensor(values):
    return torch.from_numpy(np.ascontiguousarray(values)).double().requires_grad_()


def uniform(name, *shape, scale=1):
    return tensor(np.float32(scale) * hashed.uniform(name, shape))


def nhwc(value):
    return value.detach().permute(0, 2, 3, 1).numpy().astype(np.float32)


def plain(value):
    return value.detach().numpy().astype(np.float32)


def check_kinks(name, activation, values):
    for kink in KINKS[activation]:
        distance = (values - kink).abs().min().item()
        if distance < 2e-5:
            raise ValueError(f"{name}: a value {distance:.1e} from the kink at {kink} is too close for float32")


def backward(case, output):
    output.backward(uniform(f"{case}/output_grad", *output.shape).detach())


def convolution(case, settings):
    n, height, width, inputs, outputs, kernel, stride, padding, groups, has_bias = settings
    x = uniform(f"{case}/input", n, inputs, height, width)
    weight = uniform(f"{case}/weight", outputs, inputs // groups, kernel, kernel)
    bias = uniform(f"{case}/bias", outputs) if has_bias else None
    output = F.conv2d(x, weight, bias, stride, padding, groups=groups)
    backward(case, output)
    data = {
        f"{case}/settings": np.array(settings, np.int32),
        f"{case}/output": nhwc(output),
        f"{case}/input_grad": nhwc(x.grad),
        f"{case}/weight_grad": plain(weight.grad),
    }
    return data | ({f"{case}/bias_grad": plain(bias.grad)} if has_bias else {})


def shifted(case, n, channels, height, width, scale):
    """x + float32(scale) * mean, with one mean a channel."""
    x = hashed.uniform(f"{case}/input", (n, channels, height, width))
    return tensor(x + np.float32(scale) * hashed.uniform(f"{case}/mean", (1, channels, 1, 1)))


def normalization(case, settings):
    n, height, width, channels, eps, momentum, activation, residual, scale = settings
    x = shifted(case, n, channels, height, width, scale)
    weight, bias = uniform(f"{case}/weight", channels, scale=3), uniform(f"{case}/bias", channels)
    identity = uniform(f"{case}/residual", n, channels, height, width, scale=2)
    mean = uniform(f"{case}/running_mean", channels).detach()
    variance = torch.from_numpy(np.float32(1) + np.float32(0.5) * hashed.uniform(f"{case}/running_var", (channels,)))
    variance = variance.double()

    def apply(training):
        before = F.batch_norm(x, mean, variance, weight, bias, training, momentum, eps)
        before = before + identity if residual else before
        check_kinks(case, activation, before)
        return ACTIVATIONS[activation](before)

    evaluated = apply(training=False)
    output = apply(training=True)
    backward(case, output)
    data = {
        f"{case}/settings": np.array([n, height, width, channels, residual], np.int32),
        f"{case}/constants": np.array([eps, momentum, scale]),
        f"{case}/activation": activation,
        f"{case}/output": nhwc(output),
        f"{case}/input_grad": nhwc(x.grad),
        f"{case}/weight_grad": plain(weight.grad),
        f"{case}/bias_grad": plain(bias.grad),
        f"{case}/running_mean": plain(mean),
        f"{case}/running_var": plain(variance),
        f"{case}/evaluation_output": nhwc(evaluated),
    }
    return data | ({f"{case}/residual_grad": nhwc(identity.grad)} if residual else {})


def activation(case, name):
    x = uniform(f"{case}/input", 203, scale=6)
    check_kinks(case, name, x)
    output = ACTIVATIONS[name](x)
    backward(case, output)
    return {f"{case}/output": plain(output), f"{case}/input_grad": plain(x.grad)}


def squeeze_excitation():
    case = "squeeze_excitation"
    module = SqueezeExcitation(16, 8, scale_activation=nn.Hardsigmoid).double()
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(uniform(f"{case}/{name}", *parameter.shape))
    x = shifted(case, 3, 16, 7, 5, 2.0)
    hidden = module.fc1(module.avgpool(x))
    check_kinks(case, "relu", hidden)
    check_kinks(case, "hardsigmoid", module.fc2(module.activation(hidden)))
    output = module(x)
    backward(case, output)
    data = {f"{case}/output": nhwc(output), f"{case}/input_grad": nhwc(x.grad)}
    for name, parameter in module.named_parameters():
        data[f"{case}/{name.replace('.', '_')}_grad"] = plain(parameter.grad)
    return data


def image_layer(case, shape, layer):
    n, height, width, channels = shape
    x = uniform(f"{case}/input", n, channels, height, width)
    output = layer(x)
    backward(case, output)
    stored = plain(output.flatten(1)) if output.shape[2:] == (1, 1) else nhwc(output)
    return {
        f"{case}/settings": np.array(shape, np.int32), f"{case}/output": stored, f"{case}/input_grad": nhwc(x.grad),
    }


def linear():
    case = "linear"
    x, weight, bias = uniform(f"{case}/input", 5, 24), uniform(f"{case}/weight", 10, 24), uniform(f"{case}/bias", 10)
    output = F.linear(x, weight, bias)
    backward(case, output)
    return {
        f"{case}/output": plain(output),
        f"{case}/input_grad": plain(x.grad),
        f"{case}/weight_grad": plain(weight.grad),
        f"{case}/bias_grad": plain(bias.grad),
    }


def cross_entropy(case, count, classes, scale):
    x = uniform(f"{case}/input", count, classes, scale=scale)
    loss = F.cross_entropy(x, torch.from_numpy(hashed.labels(count, classes)))
    loss.backward()
    return {
        f"{case}/settings": np.array([count, classes], np.int32),
        f"{case}/constants": np.array([scale], np.float64),
        f"{case}/loss": np.float64(loss.item()),
        f"{case}/input_grad": plain(x.grad),
    }


def hashed_numbers():
    """The first values of every rule of hashed.py, so that a mistake there shows itself before anything else."""
    shapes = {
        "conv1.weight": (8, 3, 7, 7), "block.2.fc1.weight": (8, 16, 1, 1), "fc.weight": (10, 16), "fc.bias": (8,),
        "bn1.weight": (8,), "bn1.bias": (8,), "bn1.running_mean": (8,), "bn1.running_var": (8,),
    }
    return {
        "hashed/bits": hashed.bits("images", 8).view(np.int64),
        "hashed/uniform": hashed.uniform("images", (8,)),
        "hashed/bytes": hashed.bytes_("resize0", (8,)),
        "hashed/images": hashed.images("images", 2, 2, 3),
        "hashed/sketch": hashed.sketch("conv1.weight", hashed.uniform("images", (100,))),
        "hashed/parameter_names": list(shapes),
        "hashed/parameters": np.stack([
            hashed.parameter(name, shape).reshape(-1)[:8] for name, shape in shapes.items()]),
    }


STEPS, VALUES = 5, 37


def optimizer(case, make, state_names):
    """Five steps in float32 as torch does them, and once more in float64."""
    data = {}
    fading = np.float32(2) ** -(np.arange(VALUES) % 32).astype(np.float32)
    for dtype, suffix in ((torch.float32, ""), (torch.float64, "_float64")):
        parameters = torch.from_numpy(hashed.uniform(f"{case}/parameters", (VALUES,))).to(dtype).requires_grad_()
        stepper = make([parameters])
        rows = {name: [] for name in ("parameters", *state_names)}
        for step in range(STEPS):
            gradient = fading * hashed.uniform(f"{case}/gradients/{step}", (VALUES,))
            parameters.grad = torch.from_numpy(gradient).to(dtype)
            stepper.step()
            rows["parameters"].append(parameters.detach().numpy().copy())
            for name in state_names:
                rows[name].append(stepper.state[parameters][name].numpy().copy())
        data |= {f"{case}/{name}{suffix}": np.stack(values) for name, values in rows.items()}
    return data


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the golden file")
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    data = hashed_numbers()
    for name, settings in CONVOLUTIONS.items():
        data |= convolution(f"conv2d/{name}", settings)
    for name, settings in NORMALIZATIONS.items():
        data |= normalization(f"batch_norm/{name}", settings)
    for name in ("relu", "hardswish", "silu", "hardsigmoid"):
        data |= activation(f"activation/{name}", name)
    data |= squeeze_excitation()
    for shape in ((2, 9, 7, 8), (2, 8, 9, 9)):
        case = "max_pool/{}x{}x{}x{}".format(*shape)
        data |= image_layer(case, shape, lambda x: F.max_pool2d(x, 3, 2, 1))
    data |= image_layer("average_pool", (2, 7, 5, 17), lambda x: F.adaptive_avg_pool2d(x, 1))
    data |= image_layer("channel_shuffle", (2, 5, 3, 24), lambda x: channel_shuffle(x, 2))
    data |= linear()
    data |= cross_entropy("cross_entropy/moderate", 6, 10, 4.0)
    data |= cross_entropy("cross_entropy/extreme", 4, 37, 200.0)
    data |= optimizer(
        "adamw", lambda p: torch.optim.AdamW(p, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
        ("exp_avg", "exp_avg_sq"))
    data |= optimizer("sgd", lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9), ("momentum_buffer",))
    golden.write(arguments.output / "golden_layers.h5", data)


if __name__ == "__main__":
    main()
