import Backbones
import Datasets
import Foundation
import Storage

/// The values that a run trains with (paper, section 5), complete.
public struct TrainingProtocol: Equatable, Sendable {
    /// Which images choose the epoch that counts: those of the test, as in the study, which makes its accuracies
    /// a little too good, or a fifth of the training images that training does not see.
    public enum Selection: String, Sendable { case test, validation }

    public struct AdamWValues: Equatable, Sendable {
        public var learningRate, beta1, beta2, epsilon, weightDecay: Double
        /// Epochs without improvement that end the phase.
        public var patience: Int
    }

    public struct SGDValues: Equatable, Sendable {
        public var learningRate, momentum: Double
        public var patience: Int
    }

    /// Of red, green and blue, on the scale of 0 to 1.
    public struct Normalisation: Equatable, Sendable {
        public var mean, std: [Float]

        public init(mean: [Float], std: [Float]) {
            self.mean = mean
            self.std = std
        }
    }

    /// The backbone that the study fine-tuned, or its miniature.
    public var backboneSize: Backbone.Size
    /// `none`, `imagenet`, `synthetic` (the profile's own pretraining), or the path of a file.
    public var weights: String
    public var imageHeight, imageWidth: Int
    public var batch: Int
    public var seed: UInt64
    /// The most epochs of both phases together; nil leaves the end to patience.
    public var maxEpochs: Int?
    /// Whether an equal accuracy counts as an improvement.
    public var improvesOnTie: Bool
    public var selection: Selection
    /// Where TrivialAugmentWide is applied to training images; nil where it is not.
    public var trivialAugment: Augmentation.Place?
    public var adamW: AdamWValues
    public var sgd: SGDValues
    /// Nil where they are computed from the training images.
    public var trainNormalisation, testNormalisation: Normalisation?

    /// The values of a profile for a data set, with a trial's values put over them.
    ///
    /// - Parameters:
    ///   - folder: where the profiles' files lie, usually Data/protocol.
    ///   - profile: the name before the first `+` of the profile folder's name.
    ///   - trial: the words behind it: `image128` or `image448x672`, `batch32`, `epochs3`, `seed7`,
    ///     `weights-none`, `weights-imagenet`, `weights-synthetic`, `augment-none`, `augment-before-resize`, `augment-after-resize`,
    ///     `selection-test`, `selection-validation`.
    /// - Throws: `Failure` that names the file or the word, and the value that is missing or unfit.
    public init(folder: String, profile: String, trial: [String], dataset: String) throws {
        var values = try ProtocolFile.values(folder: folder, profile: profile, dataset: dataset)
        for word in trial { try Self.apply(word, to: &values) }
        let place = Path.join(folder, profile + ".toml")
        func need<Value>(_ value: Value?, _ name: String) throws -> Value {
            guard let value else { throw Failure("lacks the value \(name)", at: place) }
            return value
        }
        func check(_ condition: Bool, _ message: String) throws {
            guard condition else { throw Failure(message, at: place) }
        }
        let size = values.backboneSize ?? Backbone.Size.full.rawValue
        guard let known = Backbone.Size(rawValue: size) else {
            throw Failure("backbone_size is '\(size)', and must be full or miniature", at: place)
        }
        backboneSize = known
        weights = try need(values.weights, "weights")
        let sides = try need(values.imageSize, "image_size")
        try check(
            sides.count == 2 && sides.allSatisfy { (1...4096).contains($0) }, "image_size must be [height, width]")
        (imageHeight, imageWidth) = (sides[0], sides[1])
        batch = try need(values.batch, "batch")
        try check((1...65_536).contains(batch), "batch must be from 1 to 65536")
        let seed = try need(values.seed, "seed")
        try check(seed >= 0, "seed must not be negative")
        self.seed = UInt64(seed)
        maxEpochs = values.maxEpochs
        try check((maxEpochs ?? 1) >= 1, "max_epochs must be at least 1")
        improvesOnTie = try need(values.improvesOnTie, "improves_on_tie")
        let selection = values.selection ?? Selection.test.rawValue
        guard let judges = Selection(rawValue: selection) else {
            throw Failure("selection is '\(selection)', and must be test or validation", at: place)
        }
        self.selection = judges
        let augmentation = try need(values.trivialAugment, "trivial_augment")
        trivialAugment = Augmentation.Place(rawValue: augmentation)
        try check(
            trivialAugment != nil || augmentation == "none",
            "trivial_augment is '\(augmentation)', and must be none, before-resize or after-resize")
        adamW = AdamWValues(
            learningRate: try need(values.adamwLearningRate, "adamw_learning_rate"),
            beta1: try need(values.adamwBeta1, "adamw_beta1"), beta2: try need(values.adamwBeta2, "adamw_beta2"),
            epsilon: try need(values.adamwEpsilon, "adamw_epsilon"),
            weightDecay: try need(values.adamwWeightDecay, "adamw_weight_decay"),
            patience: try need(values.adamwPatience, "adamw_patience"))
        sgd = SGDValues(
            learningRate: try need(values.sgdLearningRate, "sgd_learning_rate"),
            momentum: try need(values.sgdMomentum, "sgd_momentum"),
            patience: try need(values.sgdPatience, "sgd_patience"))
        try check(adamW.patience >= 1 && sgd.patience >= 1, "patience must be at least 1")
        func normalisation(_ mean: [Double]?, _ std: [Double]?, _ name: String) throws -> Normalisation? {
            if mean == nil && std == nil { return nil }
            guard let mean, let std, mean.count == 3, std.count == 3, std.allSatisfy({ $0 > 0 }) else {
                throw Failure("\(name)_mean and \(name)_std must be three numbers each, std above zero", at: place)
            }
            return Normalisation(mean: mean.map { Float($0) }, std: std.map { Float($0) })
        }
        trainNormalisation = try normalisation(values.trainMean, values.trainStd, "train")
        testNormalisation = try normalisation(values.testMean, values.testStd, "test")
    }

    private static func apply(_ word: String, to values: inout ProtocolValues) throws {
        func number(after prefix: String) throws -> Int {
            guard let number = Int(word.dropFirst(prefix.count)), number >= 0 else {
                throw Failure("is not a trial value: a number must follow '\(prefix)'", at: word)
            }
            return number
        }
        if word.hasPrefix("image") {
            let parts = word.dropFirst(5).split(separator: "x", omittingEmptySubsequences: false)
            let sides = parts.compactMap { Int($0) }
            guard sides.count == parts.count, sides.count <= 2, let height = sides.first, let width = sides.last else {
                throw Failure("is not an image size: write IMAGE_SIZE=128 or IMAGE_SIZE=448x672", at: word)
            }
            values.imageSize = [height, width]
        } else if word.hasPrefix("batch") {
            values.batch = try number(after: "batch")
        } else if word.hasPrefix("epochs") {
            values.maxEpochs = try number(after: "epochs")
        } else if word.hasPrefix("seed") {
            values.seed = try number(after: "seed")
        } else if word.hasPrefix("augment-") {
            values.trivialAugment = String(word.dropFirst("augment-".count))
        } else if word.hasPrefix("selection-") {
            values.selection = String(word.dropFirst("selection-".count))
        } else if ["weights-none", "weights-imagenet", "weights-synthetic"].contains(word) {
            values.weights = String(word.dropFirst("weights-".count))
        } else if !word.hasPrefix("weights-") {
            throw Failure(
                "is no trial value that training knows", at: word,
                advice: """
                    Known are image128, batch32, epochs3, seed7, weights-none, weights-imagenet, weights-synthetic, augment-none, \
                    augment-before-resize, augment-after-resize, selection-test and selection-validation.
                    """)
        }
    }

    /// The values as inputs of a result. The weights and the normalisation are the caller's: a
    /// digest stands for the one, computed values may stand for the other.
    public var inputs: [String: String] {
        var inputs = [
            "backbone_size": backboneSize.rawValue, "image_size": "\(imageHeight)x\(imageWidth)", "batch": "\(batch)",
            "seed": "\(seed)",
            "max_epochs": maxEpochs.map(String.init) ?? "unlimited", "improves_on_tie": "\(improvesOnTie)",
            "adamw_learning_rate": "\(adamW.learningRate)", "adamw_beta1": "\(adamW.beta1)",
            "adamw_beta2": "\(adamW.beta2)", "adamw_epsilon": "\(adamW.epsilon)",
            "adamw_weight_decay": "\(adamW.weightDecay)", "adamw_patience": "\(adamW.patience)",
            "sgd_learning_rate": "\(sgd.learningRate)", "sgd_momentum": "\(sgd.momentum)",
            "sgd_patience": "\(sgd.patience)",
        ]
        inputs["trivial_augment"] = trivialAugment?.rawValue
        // Named only where it is not the study's, so that results from before this choice stay what they are.
        if selection == .validation { inputs["selection"] = selection.rawValue }
        return inputs
    }
}

extension TrainingProtocol.Normalisation {
    /// As an input of a result: `mean 0.5 0.5 0.5, std 0.2 0.2 0.2`.
    public var text: String {
        func list(_ values: [Float]) -> String { values.map { "\($0)" }.joined(separator: " ") }
        return "mean \(list(mean)), std \(list(std))"
    }

    /// - Throws: `Failure` where the text is not what `text` writes.
    public init(text: String) throws {
        let words = text.replacing(",", with: "").split(separator: " ")
        let numbers = words.compactMap { Float($0) }
        guard words.count == 8, numbers.count == 6 else { throw Failure("is no normalisation", at: text) }
        self.init(mean: Array(numbers[0..<3]), std: Array(numbers[3..<6]))
    }
}
