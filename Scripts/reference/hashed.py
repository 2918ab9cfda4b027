"""Deterministic numbers that a test in another language can make again bit for bit.

A value depends on a name and on a row-major element index only, so golden files need not hold inputs or weights.

    h    = FNV-1a, 64 bits, of the name's UTF-8 bytes
    z_i  = mix(h + (i + 1) * 0x9E3779B97F4A7C15)            all modulo 2^64; mix is the finaliser of SplitMix64
    x_i  = float32(z_i >> 40) / 2^23 - 1                    exact, in [-1, 1)

README.md beside this file describes what is made of x.
"""

import math

import numpy as np

_MASK = (1 << 64) - 1
_BLOCK = 1 << 20  # bounds the memory of temporaries; no influence on the values


def fnv1a(text):
    """FNV-1a of the text's UTF-8 bytes, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & _MASK
    return value


def bits(name, count):
    """z_0 ... z_(count-1) as uint64."""
    result = np.empty(count, np.uint64)
    seed = np.uint64(fnv1a(name))
    for start in range(0, count, _BLOCK):
        stop = min(count, start + _BLOCK)
        z = np.arange(start + 1, stop + 1, dtype=np.uint64)
        z *= np.uint64(0x9E3779B97F4A7C15)
        z += seed
        z ^= z >> np.uint64(30)
        z *= np.uint64(0xBF58476D1CE4E5B9)
        z ^= z >> np.uint64(27)
        z *= np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        result[start:stop] = z
    return result


def uniform(name, shape):
    """x as a float32 array of the given shape."""
    count = math.prod(shape)
    x = (bits(name, count) >> np.uint64(40)).astype(np.float32)
    return (x / np.float32(1 << 23) - np.float32(1)).reshape(shape)


def bytes_(name, shape):
    """z >> 56 as a uint8 array of the given shape."""
    return (bits(name, math.prod(shape)) >> np.uint64(56)).astype(np.uint8).reshape(shape)


def parameter(name, shape, smooth=False):
    """The value of a state_dict entry. The rule is chosen by the name, the rank and the network's kind alone.

    Networks with kinks (ReLU, hard swish, max pooling) need constants that keep gradients well conditioned in
    float32: most channels stay two and a half standard deviations on the active side of their ReLU, a fifth are dead,
    and few activations come close to a kink. Smooth networks (GELU, SiLU) need no such care.
    Every operation is one float32 operation with one rounding (no fused multiply-add).
    """
    kind = name.rpartition(".")[2]
    is_linear = "fc" in name or "classifier" in name
    x = uniform(name, shape)
    if kind == "weight" and len(shape) > 1:
        gain = 1.0 if smooth else 0.1 if len(shape) == 2 or ".se." in name else 1.0 if is_linear else 8.0
        return x * np.float32(math.sqrt(3.0 * gain / math.prod(shape[1:])))
    if kind in ("weight", "layer_scale"):
        return np.float32(0.6) + np.float32(0.12) * x
    if name.endswith("norm0.bias") and not smooth:  # else nothing is masked and the norms behind it undo its weight
        return np.float32(-0.9) + np.float32(0.1) * x
    if kind == "bias" and not is_linear and not smooth:
        return np.where(x < np.float32(-0.6), np.float32(-7), np.float32(1.5)) + np.float32(0.1) * x
    if kind in ("bias", "running_mean"):
        return np.float32(0.1) * x
    if kind == "running_var":
        return np.float32(1.6) + np.float32(0.4) * x
    if kind == "relative_position_bias_table":
        return x
    if kind == "logit_scale":  # one head in five blocks is clamped at log(100): sharp attention is ill conditioned
        sharp = x > np.float32(1.0 - 0.4 / shape[0])
        return np.where(sharp, np.float32(4.7), np.float32(2)) + np.float32(0.4) * x
    raise ValueError(f"hashed.py has no rule for the parameter {name}")


def images(name, count, height, width):
    """Images in NCHW order: uniform noise, plus one uniform number an image and channel; values in [-2, 2)."""
    return uniform(name, (count, 3, height, width)) + uniform(name + "#mean", (count, 3, 1, 1))


def labels(count, classes):
    """Label i is 7 i modulo the number of classes."""
    return np.arange(count, dtype=np.int64) * 7 % classes


SKETCH_ROWS = 16


def sketch(name, values):
    """Sixteen signed sums of the values, in float64.

    Row k: sum over i of values_i * s, where s is +1 if bit 63 - k of z_i is 0, else -1; z is that of name + "#sketch".
    The mean of the squares of the rows of a difference estimates the difference's squared L2 norm.
    """
    values = np.ascontiguousarray(values, dtype=np.float64).reshape(-1)
    top = (bits(name + "#sketch", values.size) >> np.uint64(48)).astype(np.uint16)
    total = values.sum()
    return np.array([
        total - 2.0 * values[(top >> np.uint16(15 - row)) & np.uint16(1) == 1].sum()
        for row in range(SKETCH_ROWS)
    ])
