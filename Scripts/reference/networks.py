"""The eleven backbones as torchvision and the wavemix package build them, full size and miniature."""

import sys
import types
from functools import partial

import numpy as np
import torch
import torchvision
from torch import nn
from torchvision.models import convnext, densenet, efficientnet, mobilenetv3, regnet, resnet, shufflenetv2
from torchvision.models import swin_transformer
from torchvision.ops import StochasticDepth

# wavemix imports a module that NumPy no longer has, for a window function that it does not use.
sys.modules.setdefault("numpy.lib.function_base", types.ModuleType("numpy.lib.function_base"))
sys.modules["numpy.lib.function_base"].hamming = np.hamming
import wavemix  # noqa: E402
from wavemix.classification import WaveMix  # noqa: E402

# In the order of the paper's tables.
IDENTIFIERS = (
    "resnet50", "wavemix_192_16", "convnext_tiny", "swin_t", "swin_v2_t", "efficientnet_v2_s", "densenet161",
    "mobilenet_v3_large", "regnet_y_3_2gf", "resnext50_32x4d", "shufflenet_v2_x2_0",
)


class Haar:
    """The package's wavelet transform, with filters of the input's precision and not always of float32's."""

    def __init__(self, levels):
        self.transforms = {}
        for dtype in (torch.float32, torch.float64):
            torch.set_default_dtype(dtype)
            self.transforms[dtype] = wavemix.DWTForward(J=levels, mode="zero", wave="db1")
        torch.set_default_dtype(torch.float32)

    def __call__(self, x):
        return self.transforms[x.dtype].to(x.device)(x)


wavemix.xf1, wavemix.xf2, wavemix.xf3 = Haar(1), Haar(2), Haar(3)


def wavemix_miniature(classes):
    return WaveMix(num_classes=classes, depth=2, mult=2, ff_channel=16, final_dim=16, dropout=0.5, level=3,
                   initial_conv="pachify", patch_size=4)


def residual(classes, stem, planes, **options):
    """A ResNet of one bottleneck block a stage; torchvision's constructor fixes the planes at 64, 128, ..."""
    model = resnet.ResNet(resnet.Bottleneck, [1, 1, 1, 1], num_classes=classes, **options)
    model.inplanes = stem
    model.conv1 = nn.Conv2d(3, stem, kernel_size=7, stride=2, padding=3, bias=False)
    model.bn1 = nn.BatchNorm2d(stem)
    for stage in range(4):
        name = f"layer{stage + 1}"
        if stage < len(planes):
            setattr(model, name, model._make_layer(resnet.Bottleneck, planes[stage], 1, stride=1 if stage == 0 else 2))
        else:
            setattr(model, name, nn.Identity())
    model.fc = nn.Linear(4 * planes[-1], classes)
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    return model


def convnext_miniature(classes):
    setting = [convnext.CNBlockConfig(*row) for row in ((16, 32, 1), (32, 48, 1), (48, 64, 2), (64, None, 1))]
    return convnext.ConvNeXt(setting, stochastic_depth_prob=0.1, layer_scale=1e-6, num_classes=classes)


def swin_miniature(classes, **options):
    return swin_transformer.SwinTransformer(
        patch_size=[4, 4], embed_dim=16, depths=[2, 2], num_heads=[2, 4], window_size=[4, 4],
        stochastic_depth_prob=0.2, num_classes=classes, **options)


def efficientnet_miniature(classes):
    fused, mobile = efficientnet.FusedMBConvConfig, efficientnet.MBConvConfig
    setting = [fused(1, 3, 1, 8, 8, 1), fused(4, 3, 2, 8, 16, 2), fused(4, 3, 2, 16, 24, 1),
               mobile(4, 3, 2, 24, 32, 2), mobile(6, 3, 1, 32, 40, 1)]
    return efficientnet.EfficientNet(
        setting, dropout=0.2, stochastic_depth_prob=0.2, num_classes=classes, last_channel=64,
        norm_layer=partial(nn.BatchNorm2d, eps=1e-3))


def mobilenet_miniature(classes):
    rows = ((8, 3, 8, 8, False, "RE", 1), (8, 5, 24, 16, True, "RE", 2), (16, 3, 48, 16, False, "HS", 1),
            (16, 5, 64, 24, True, "HS", 2))
    setting = [mobilenetv3.InvertedResidualConfig(*row, dilation=1, width_mult=1.0) for row in rows]
    return mobilenetv3.MobileNetV3(setting, last_channel=64, num_classes=classes)


def regnet_miniature(classes):
    blocks = regnet.BlockParams(
        depths=[1, 2, 1], widths=[16, 32, 48], group_widths=[8, 8, 8], bottleneck_multipliers=[1.0, 1.0, 1.0],
        strides=[2, 2, 2], se_ratio=0.25)
    return regnet.RegNet(blocks, num_classes=classes, stem_width=16)


MINIATURES = {
    "resnet50": partial(residual, stem=8, planes=[8, 16, 32, 64]),
    "wavemix_192_16": wavemix_miniature,
    "convnext_tiny": convnext_miniature,
    "swin_t": swin_miniature,
    "swin_v2_t": partial(swin_miniature, block=swin_transformer.SwinTransformerBlockV2,
                         downsample_layer=swin_transformer.PatchMergingV2),
    "efficientnet_v2_s": efficientnet_miniature,
    "densenet161": lambda classes: densenet.DenseNet(
        growth_rate=8, block_config=(2, 2, 2, 2), num_init_features=16, bn_size=4, num_classes=classes),
    "mobilenet_v3_large": mobilenet_miniature,
    "regnet_y_3_2gf": regnet_miniature,
    "resnext50_32x4d": partial(residual, stem=16, planes=[16, 32, 64], groups=4, width_per_group=16),
    "shufflenet_v2_x2_0": lambda classes: shufflenetv2.ShuffleNetV2(
        [2, 2, 2], [8, 16, 32, 64, 128], num_classes=classes),
}


def make(identifier, classes, miniature=False):
    """The network with its own random initial weights."""
    if miniature:
        return MINIATURES[identifier](classes)
    if identifier == "wavemix_192_16":
        return WaveMix(num_classes=classes, depth=16, mult=2, ff_channel=192, final_dim=192, dropout=0.5, level=3,
                       initial_conv="pachify", patch_size=4)
    return torchvision.models.get_model(identifier, weights=None, num_classes=classes)


def without_chance(model):
    """The same network with dropout and stochastic depth that drop nothing."""
    for module in model.modules():
        if isinstance(module, (nn.Dropout, StochasticDepth)):
            module.p = 0.0
    return model


# Entries of a state_dict that follow from the architecture and hold nothing learnt.
DERIVED = ("relative_position_index", "relative_coords_table", "num_batches_tracked")


def is_derived(name):
    return name.rpartition(".")[2] in DERIVED
