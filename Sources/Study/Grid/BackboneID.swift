/// The eleven backbones of the study, in the order of the paper's tables.
///
/// The raw value is the id that command lines, folders and files use.
public enum BackboneID: String, CaseIterable, Sendable {
    case resNet50 = "resnet50"
    case waveMix = "wavemix_192_16"
    case convNeXtTiny = "convnext_tiny"
    case swinTiny = "swin_t"
    case swinV2Tiny = "swin_v2_t"
    case efficientNetV2S = "efficientnet_v2_s"
    case denseNet161 = "densenet161"
    case mobileNetV3Large = "mobilenet_v3_large"
    case regNetY32GF = "regnet_y_3_2gf"
    case resNeXt50 = "resnext50_32x4d"
    case shuffleNetV2 = "shufflenet_v2_x2_0"

    /// The name in the rows of the paper's Tables 4 and 5.
    public var title: String {
        switch self {
        case .resNet50: "ResNet50"
        case .waveMix: "WaveMix"
        case .convNeXtTiny: "ConvNeXt-Tiny"
        case .swinTiny: "Swin-Tiny"
        case .swinV2Tiny: "SwinV2-Tiny"
        case .efficientNetV2S: "EfficientNetV2-S"
        case .denseNet161: "DenseNet-161"
        case .mobileNetV3Large: "MobileNetV3-large"
        case .regNetY32GF: "RegNetY-3.2GF"
        case .resNeXt50: "ResNeXt-50 32x4d"
        case .shuffleNetV2: "ShuffleNetV2"
        }
    }
}
