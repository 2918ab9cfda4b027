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
from torchvision.models import swin_transformer
from torchvision.models.shufflenetv2 import channel_shuffle
from torchvision.ops import SqueezeExcitation

import golden
import hashed
import networks

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
    "gelu": F.gelu, "sigmoid": torch.sigmoid,
}
KINKS = {"relu": [0.0], "hardswish": [-3.0, 3.0], "hardsigmoid": [-3.0, 3.0]}

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
    for kink in KINKS.get(activation, []):
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


def squeeze_excitation(case, squeezed, activation, gate):
    module = SqueezeExcitation(16, squeezed, activation=activation, scale_activation=gate).double()
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(uniform(f"{case}/{name}", *parameter.shape))
    x = shifted(case, 3, 16, 7, 5, 2.0)
    hidden = module.fc1(module.avgpool(x))
    check_kinks(case, activation.__name__.lower(), hidden)
    check_kinks(case, gate.__name__.lower(), module.fc2(module.activation(hidden)))
    output = module(x)
    backward(case, output)
    return {
        f"{case}/output": nhwc(output), f"{case}/input_grad": nhwc(x.grad), **parameter_gradients(case, module),
    }


def parameter_gradients(case, module):
    return {f"{case}/{name.replace('.', '_')}_grad": plain(value.grad) for name, value in module.named_parameters()}


def image_layer(case, shape, layer):
    n, height, width, channels = shape
    x = uniform(f"{case}/input", n, channels, height, width)
    output = layer(x)
    backward(case, output)
    stored = plain(output.flatten(1)) if output.shape[2:] == (1, 1) else nhwc(output)
    return {
        f"{case}/settings": np.array(shape, np.int32), f"{case}/output": stored, f"{case}/input_grad": nhwc(x.grad),
    }


def layer_norm(case, settings):
    """Over the last axis of activations that are NHWC already."""
    n, height, width, channels, eps, scale = settings
    x = hashed.uniform(f"{case}/input", (n, height, width, channels))
    x = tensor(x + np.float32(scale) * hashed.uniform(f"{case}/mean", (n, height, width, 1)))
    weight, bias = uniform(f"{case}/weight", channels, scale=3), uniform(f"{case}/bias", channels)
    output = F.layer_norm(x, (channels,), weight, bias, eps)
    backward(case, output)
    return {
        f"{case}/settings": np.array([n, height, width, channels], np.int32),
        f"{case}/constants": np.array([eps, scale]),
        f"{case}/output": plain(output), f"{case}/input_grad": plain(x.grad),
        f"{case}/weight_grad": plain(weight.grad), f"{case}/bias_grad": plain(bias.grad),
    }


def layer_scale(case, shape):
    """ConvNeXt's sum: the block's result times one number a channel, plus the residual."""
    n, height, width, channels = shape
    x, residual = (uniform(f"{case}/{name}", n, channels, height, width) for name in ("input", "residual"))
    scale = uniform(f"{case}/layer_scale", channels, 1, 1)
    output = residual + scale * x
    backward(case, output)
    return {
        f"{case}/settings": np.array(shape, np.int32),
        f"{case}/output": nhwc(output), f"{case}/input_grad": nhwc(x.grad),
        f"{case}/residual_grad": nhwc(residual.grad), f"{case}/layer_scale_grad": plain(scale.grad),
    }


# Version 1 and 2 each: N, H, W, C, window, shift, heads
ATTENTIONS = {
    "plain": (1, 8, 8, 24, 4, 0, 3),
    "shifted": (2, 8, 12, 16, 4, 2, 2),
    "padded": (1, 7, 10, 20, 4, 2, 4),
    "odd": (2, 5, 7, 15, 3, 1, 3),
    "wide": (1, 9, 8, 24, 7, 3, 1),
    "tiny": (2, 3, 2, 12, 4, 2, 2),
    "narrow": (1, 9, 3, 12, 4, 2, 2),
}


def with_hashed_parameters(case, module):
    """Values of the rules for smooth networks; the first logit scales are 1.5, 3.25 and 5, which is clamped."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            value = hashed.parameter(f"{case}.{name}", tuple(parameter.shape), smooth=True)
            if name == "logit_scale":
                value = 1.5 + 1.75 * np.arange(len(value), dtype=np.float32).reshape(value.shape)
            parameter.copy_(torch.from_numpy(value))
    return module


def window_attention(version, name, settings):
    case = f"window_attention/v{version}_{name}"
    n, height, width, channels, window, shift, heads = settings
    kind = getattr(swin_transformer, "ShiftedWindowAttention" + ("V2" if version == 2 else ""))
    module = kind(channels, [window, window], [shift, shift], heads)
    if version == 2:  # made in float32, as the network makes it
        table = module.relative_coords_table.clone()
    module = with_hashed_parameters(case, module.double())
    if version == 2:
        module.relative_coords_table = table.double()
    x = uniform(f"{case}/input", n, height, width, channels)
    output = module(x)
    backward(case, output)
    return {
        f"{case}/settings": np.array(settings, np.int32),
        f"{case}/output": plain(output), f"{case}/input_grad": plain(x.grad), **parameter_gradients(case, module),
    }


def patch_merging(version, shape):
    case = "patch_merging/v{}_{}x{}x{}x{}".format(version, *shape)
    kind = getattr(swin_transformer, "PatchMerging" + ("V2" if version == 2 else ""))
    module = with_hashed_parameters(case, kind(shape[-1]).double())
    x = uniform(f"{case}/input", *shape)
    output = module(x)
    backward(case, output)
    return {
        f"{case}/settings": np.array(shape, np.int32),
        f"{case}/output": plain(output), f"{case}/input_grad": plain(x.grad), **parameter_gradients(case, module),
    }


def haar(shape, levels=3):
    """Each level as WaveMix's blocks concatenate it: LL of all channels, then LH, HL and HH of each channel."""
    case = "haar/{}x{}x{}x{}".format(*shape)
    n, height, width, channels = shape
    x = uniform(f"{case}/input", n, channels, height, width)
    outputs = []
    for level in range(1, levels + 1):
        low, high = networks.Haar(level)(x)
        outputs.append(torch.cat((low, high[-1].flatten(1, 2)), dim=1))
    torch.autograd.backward(outputs, [
        uniform(f"{case}/output_grad{level}", *output.shape).detach() for level, output in enumerate(outputs, start=1)])
    return {
        f"{case}/settings": np.array(shape, np.int32), f"{case}/input_grad": nhwc(x.grad),
        **{f"{case}/output{level}": nhwc(output) for level, output in enumerate(outputs, start=1)},
    }


def transposed_convolution(settings):
    """Kernel 4, stride 2, padding 1, with bias, as in WaveMix."""
    n, height, width, inputs, outputs = settings
    case = "transposed_conv2d/{}x{}x{}_{}_{}".format(*settings)
    x, bias = uniform(f"{case}/input", n, inputs, height, width), uniform(f"{case}/bias", outputs)
    weight = uniform(f"{case}/weight", inputs, outputs, 4, 4)
    output = F.conv_transpose2d(x, weight, bias, stride=2, padding=1)
    backward(case, output)
    return {
        f"{case}/settings": np.array(settings, np.int32),
        f"{case}/output": nhwc(output), f"{case}/input_grad": nhwc(x.grad),
        f"{case}/weight_grad": plain(weight.grad), f"{case}/bias_grad": plain(bias.grad),
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


def hashed_rules():
    """The first values of the rules that the rows above lack, by name, kind of network and shape."""
    attention = "features.1.1.attn"
    cases = [
        ("features.norm0.bias", False, (8,)), ("features.norm0.bias", True, (8,)),
        ("conv.0.weight", True, (8, 3, 3, 3)), ("block1-0.f.se.fc1.weight", False, (4, 8, 1, 1)),
        ("features.1.0.norm1.weight", True, (8,)), ("features.1.0.norm1.bias", True, (8,)),
        ("head.weight", True, (8, 4)), ("features.1.0.layer_scale", True, (8, 1, 1)),
        (f"{attention}.logit_scale", True, (2, 1, 1)), (f"{attention}.relative_position_bias_table", True, (9, 2)),
        ("layers.0.feedforward1.4.weight", True, (4, 2, 4, 4)),
    ]
    return {
        "hashed_rules/names": [name for name, _, _ in cases],
        "hashed_rules/smooth": np.array([smooth for _, smooth, _ in cases], np.int32),
        "hashed_rules/shapes": np.array([shape + (0,) * (4 - len(shape)) for _, _, shape in cases], np.int32),
        "hashed_rules/parameters": np.stack([
            np.resize(hashed.parameter(name, shape, smooth).reshape(-1)[:8], 8) for name, smooth, shape in cases]),
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

    data = hashed_numbers() | hashed_rules()
    for name, settings in CONVOLUTIONS.items():
        data |= convolution(f"conv2d/{name}", settings)
    for name, settings in NORMALIZATIONS.items():
        data |= normalization(f"batch_norm/{name}", settings)
    for name in ("relu", "hardswish", "silu", "hardsigmoid", "gelu", "sigmoid"):
        data |= activation(f"activation/{name}", name)
    data |= squeeze_excitation("squeeze_excitation", 8, nn.ReLU, nn.Hardsigmoid)
    data |= squeeze_excitation("squeeze_excitation_silu", 4, nn.SiLU, nn.Sigmoid)
    data |= squeeze_excitation("squeeze_excitation_relu", 5, nn.ReLU, nn.Sigmoid)
    data |= layer_norm("layer_norm/96", (1, 3, 5, 96, 1e-5, 1.0))
    data |= layer_norm("layer_norm/odd", (2, 3, 5, 17, 1e-6, 1.0))
    data |= layer_norm("layer_norm/large_mean", (2, 3, 3, 24, 1e-5, 16.0))
    data |= layer_scale("layer_scale", (2, 5, 3, 19))
    for name, settings in ATTENTIONS.items():
        for version in (1, 2):
            data |= window_attention(version, name, settings)
    for shape in ((2, 7, 5, 6), (1, 6, 4, 9)):
        for version in (1, 2):
            data |= patch_merging(version, shape)
    for shape in ((1, 16, 24, 6), (2, 8, 8, 5)):
        data |= haar(shape)
    for settings in ((2, 5, 3, 8, 12), (1, 3, 4, 5, 7)):
        data |= transposed_convolution(settings)
    for shape in ((2, 9, 7, 8), (2, 8, 9, 9)):
        case = "max_pool/{}x{}x{}x{}".format(*shape)
        data |= image_layer(case, shape, lambda x: F.max_pool2d(x, 3, 2, 1))
    data |= image_layer("average_pool", (2, 7, 5, 17), lambda x: F.adaptive_avg_pool2d(x, 1))
    for shape in ((2, 7, 9, 17), (1, 8, 5, 16)):
        data |= image_layer("average_pool_2x2/{}x{}x{}x{}".format(*shape), shape, lambda x: F.avg_pool2d(x, 2, 2))
    data |= image_layer("channel_shuffle", (2, 5, 3, 24), lambda x: channel_shuffle(x, 2))
    data |= linear()
    data |= cross_entropy("cross_entropy/moderate", 6, 10, 4.0)
    data |= cross_entropy("cross_entropy/extreme", 4, 37, 200.0)
    data |= optimizer(
        "adamw", lambda p: torch.optim.AdamW(p, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
        ("exp_avg", "exp_avg_sq"))
    data |= optimizer("sgd", lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9), ("momentum_buffer",))
    golden.write(arguments.output / "golden_layers.h5", data, compressed=True)


if __name__ == "__main__":
    main()
