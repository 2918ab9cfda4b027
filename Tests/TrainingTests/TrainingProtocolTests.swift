import Storage
import TestSupport
import Testing
import Training

@Suite struct TrainingProtocolTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("protocol") }

    private static let data = Path.join(Fixtures.root, "Data/protocol")

    private static let complete = """
        [defaults]
        weights = "none"
        image_size = [32, 24]
        batch = 8
        seed = 3
        improves_on_tie = true
        trivial_augment = "none"
        adamw_learning_rate = 1e-3
        adamw_beta1 = 0.9
        adamw_beta2 = 0.999
        adamw_epsilon = 1e-8
        adamw_weight_decay = 0.01
        adamw_patience = 10
        sgd_learning_rate = 1e-3
        sgd_momentum = 0.9
        sgd_patience = 20
        """

    private func write(_ text: String, _ profile: String = "test") throws {
        try AtomicFile.write(text, to: folder.file("\(profile).toml"))
    }

    private func read(_ trial: String..., dataset: String = "neu", profile: String = "test") throws -> TrainingProtocol
    {
        try TrainingProtocol(folder: folder.path, profile: profile, trial: trial, dataset: dataset)
    }

    private func refusal(_ trial: String..., dataset: String = "neu", profile: String = "test") -> Failure? {
        #expect(throws: Failure.self) {
            try TrainingProtocol(folder: folder.path, profile: profile, trial: trial, dataset: dataset)
        }
    }

    /// protocol.md's values: paper, section 5, and the authors' code.
    @Test func thePapersValues() throws {
        func paper(_ dataset: String) throws -> TrainingProtocol {
            try TrainingProtocol(folder: Self.data, profile: "paper", trial: [], dataset: dataset)
        }
        let (neu, cifar) = (try paper("neu"), try paper("cifar10"))
        for values in [neu, cifar] {
            #expect(values.weights == "imagenet" && values.maxEpochs == nil)
            #expect(values.imageHeight == 256 && values.imageWidth == 256)
            #expect(values.adamW.learningRate == 1e-3 && values.adamW.beta1 == 0.9 && values.adamW.beta2 == 0.999)
            #expect(values.adamW.epsilon == 1e-8 && values.adamW.weightDecay == 0.01 && values.adamW.patience == 10)
            #expect(values.sgd.learningRate == 1e-3 && values.sgd.momentum == 0.9 && values.sgd.patience == 10)
        }
        #expect(try neu.improvesOnTie && cifar.improvesOnTie && !paper("dtd").improvesOnTie)
        let places = try ["cifar10", "flowers102", "food101", "galaxy10", "breakhis_40x", "cub200", "neu"].map {
            try paper($0).trivialAugment
        }
        #expect(places == [.beforeResize, .afterResize, .beforeResize, nil, nil, nil, .beforeResize])
        let (galaxy, breakHis, food) = (try paper("galaxy10"), try paper("breakhis_200x"), try paper("food101"))
        #expect(galaxy.adamW.learningRate == 1e-4 && galaxy.batch == 256 && galaxy.sgd.patience == 20)
        #expect(galaxy.trainNormalisation == .init(mean: [0, 0, 0], std: [1, 1, 1]))
        #expect((breakHis.imageHeight, breakHis.imageWidth, breakHis.batch) == (448, 672, 32))
        #expect(food.adamW.patience == 10 && food.sgd.patience == 20)
        #expect(try paper("flowers102").adamW.patience == 20)
        #expect(neu.trainNormalisation == nil && neu.testNormalisation == nil)
        #expect(cifar.trainNormalisation == .init(mean: [0.4914, 0.4822, 0.4465], std: [0.2470, 0.2435, 0.2616]))
        #expect(cifar.testNormalisation == .init(mean: [0.4941, 0.4853, 0.4507], std: [0.2468, 0.2430, 0.2618]))
    }

    @Test func theSampleInheritsThePapersValues() throws {
        let sample = try TrainingProtocol(folder: Self.data, profile: "sample", trial: [], dataset: "cifar10")
        let paper = try TrainingProtocol(folder: Self.data, profile: "paper", trial: [], dataset: "cifar10")
        #expect(sample.weights == "synthetic")
        #expect(sample.imageHeight < paper.imageHeight && sample.maxEpochs != nil)
        #expect(sample.adamW.learningRate == paper.adamW.learningRate)
        #expect(sample.trainNormalisation == paper.trainNormalisation)
    }

    @Test func valuesOfTheDataSetReplaceTheDefaults() throws {
        try write(Self.complete + "\n[datasets.neu]\nbatch = 5\nsgd_patience = 1\n")
        #expect(try read(dataset: "neu").batch == 5 && read(dataset: "neu").sgd.patience == 1)
        #expect(try read(dataset: "cifar10").batch == 8)
        // All of the parent comes first, then the child.
        try write("inherits = \"test\"\n[defaults]\nbatch = 7\n", "child")
        #expect(try read(dataset: "neu", profile: "child").batch == 7)
        #expect(try read(dataset: "neu", profile: "child").sgd.patience == 1)
    }

    @Test func trialWordsReplaceEverything() throws {
        try write(Self.complete)
        let values = try read("image448x672", "batch32", "epochs3", "seed7", "weights-imagenet")
        #expect(values.imageHeight == 448 && values.imageWidth == 672)
        #expect(values.batch == 32 && values.maxEpochs == 3 && values.seed == 7 && values.weights == "imagenet")
        #expect(try read("image128").imageHeight == 128 && read("image128").imageWidth == 128)
        // The digest of a file of weights: the caller knows the file.
        #expect(try read("weights-0123abcd").weights == "none")
    }

    @Test(arguments: ["lr3", "Batch32", "", "weights", "epoch3", "precision-bf16"])
    func anUnknownTrialWordIsNamed(word: String) throws {
        try write(Self.complete)
        let failure = refusal(word)
        #expect(failure?.location == word && failure?.what == "is no trial value that training knows")
        #expect(failure?.advice.contains("image128") == true)
    }

    @Test(arguments: [
        "batch", "batchx", "batch-1", "epochs", "seed1.5", "image", "image12x", "imagex12", "image1x2x3", "image12y3",
    ])
    func aMalformedTrialWordIsNamed(word: String) throws {
        try write(Self.complete)
        #expect(refusal(word)?.location == word)
    }

    @Test(arguments: ["batch0", "epochs0", "image0", "image5000", "batch100000"])
    func anUnfitTrialValueIsRefused(word: String) throws {
        try write(Self.complete)
        #expect(refusal(word)?.what.contains(" must be ") == true)
    }

    @Test(arguments: [
        "weights", "image_size", "batch", "seed", "improves_on_tie", "adamw_learning_rate", "adamw_beta1",
        "adamw_beta2",
        "adamw_epsilon", "adamw_weight_decay", "adamw_patience", "sgd_learning_rate", "sgd_momentum", "sgd_patience",
    ])
    func aMissingValueIsNamed(key: String) throws {
        let lines = Self.complete.split(separator: "\n").filter { !$0.hasPrefix("\(key) ") }
        try write(lines.joined(separator: "\n"))
        let failure = refusal()
        #expect(failure?.what == "lacks the value \(key)" && failure?.location == folder.file("test.toml"))
    }

    @Test(arguments: [
        ("[defaults]", "[defaults]\nbach = 3", "defaults.bach"),
        ("[defaults]", "[datasets.neu]\nlr = 1\n[defaults]", "datasets.neu.lr"),
        ("[defaults]", "inherit = \"paper\"\n[defaults]", "inherit"),
        ("[defaults]", "[dataset.neu]\nbatch = 1\n[defaults]", "dataset"),
    ])
    func anUnknownKeyIsNamed(place: String, replacement: String, key: String) throws {
        try write(Self.complete.replacing(place, with: replacement))
        let failure = refusal()
        #expect(failure?.location == folder.file("test.toml"))
        #expect(failure?.what.hasPrefix("\(key): ") == true, "\(String(describing: failure))")
    }

    @Test(arguments: [
        ("batch = 8", "batch = \"8\""), ("image_size = [32, 24]", "image_size = 32"),
        ("image_size = [32, 24]", "image_size = [32]"), ("seed = 3", "seed = -3"),
        ("sgd_patience = 20", "sgd_patience = 0"), ("batch = 8", "batch = 8\ntrain_mean = [0.5, 0.5, 0.5]"),
        ("batch = 8", "batch = 8\ntest_mean = [0.5, 0.5, 0.5]\ntest_std = [0.2, 0, 0.2]"), ("batch = 8", "batch = = 8"),
    ])
    func anUnfitValueNamesTheFile(place: String, replacement: String) throws {
        try write(Self.complete.replacing(place, with: replacement))
        #expect(refusal()?.location == folder.file("test.toml"))
    }

    /// TOML tells whole numbers from others; the protocol does not.
    @Test func wholeNumbersAreNumbers() throws {
        try write(
            Self.complete.replacing("momentum = 0.9", with: "momentum = 0").replacing("1e-8", with: "1")
                + "\ntest_mean = [0, 0.5, 1]\ntest_std = [1, 1, 1]")
        #expect(try read().sgd.momentum == 0 && read().adamW.epsilon == 1 && read().adamW.learningRate == 1e-3)
        #expect(try read().testNormalisation == .init(mean: [0, 0.5, 1], std: [1, 1, 1]))
    }

    @Test func inheritanceInACircleIsAnError() throws {
        try write("inherits = \"b\"", "a")
        try write("inherits = \"c\"", "b")
        try write("inherits = \"a\"", "c")
        #expect(refusal(profile: "a")?.what == "inherits from itself: a -> b -> c -> a")
        try write("inherits = \"alone\"", "alone")
        #expect(refusal(profile: "alone")?.what == "inherits from itself: alone -> alone")
    }

    @Test func aMissingProfileIsAnError() throws {
        #expect(refusal(profile: "nowhere")?.what == "there is no profile 'nowhere'")
        try write("inherits = \"nowhere\"", "child")
        #expect(refusal(profile: "child")?.location == folder.file("nowhere.toml"))
    }

    /// Every value is an input: a change of any makes results stale.
    @Test func inputsTellValuesApart() throws {
        try write(Self.complete)
        let plain = try read().inputs
        #expect(plain == (try read().inputs))
        for word in ["image64", "batch9", "epochs3", "seed4"] { #expect(try read(word).inputs != plain) }
        for (place, replacement) in [
            ("adamw_learning_rate = 1e-3", "adamw_learning_rate = 2e-3"), ("beta1 = 0.9", "beta1 = 0.8"),
            ("beta2 = 0.999", "beta2 = 0.99"), ("epsilon = 1e-8", "epsilon = 1e-7"), ("decay = 0.01", "decay = 0.02"),
            ("adamw_patience = 10", "adamw_patience = 9"), ("sgd_learning_rate = 1e-3", "sgd_learning_rate = 1e-2"),
            ("momentum = 0.9", "momentum = 0.8"), ("sgd_patience = 20", "sgd_patience = 19"),
            ("tie = true", "tie = false"),
        ] {
            try write(Self.complete.replacing(place, with: replacement))
            #expect(try read().inputs != plain, "\(replacement)")
        }
    }

    @Test func normalisationsAreTextAndBack() throws {
        let values = TrainingProtocol.Normalisation(mean: [0.1, 1 / 3, 0.25], std: [1e-6, 0.2, 0.7])
        #expect(try TrainingProtocol.Normalisation(text: values.text) == values)
        for text in ["", "mean 1 2 3", "mean 1 2 3, std 1 2 x", "mean 1 2 3, std 1 2 3 4"] {
            #expect(throws: Failure.self) { try TrainingProtocol.Normalisation(text: text) }
        }
    }
}
