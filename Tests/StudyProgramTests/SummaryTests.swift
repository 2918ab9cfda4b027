import Foundation
import Storage
import Testing

/// `train --summary`.
@Suite struct SummaryTests {
    private let train = Program(name: "train")

    @Test func layersAndTotalsOfANetwork() throws {
        let result = try train.run(["--summary", "resnet50"])
        #expect(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines[0].joined(separator: " ") == "ResNet50 (He et al. 2016)")
        #expect(lines[1] == ["layer", "kind", "output", "parameters", "multiply-adds"])
        #expect(lines[2] == ["conv1", "Conv2d", "7x7", "/2", "112x112x64", "9,408", "118,013,952"])
        #expect(lines[3] == ["bn1", "BatchNorm2d", "+", "relu", "112x112x64", "128"])
        #expect(lines.contains(["fc", "Linear", "1x1x1000", "2,049,000", "2,048,000"]))
        #expect(result.output.contains("parameters: 25,557,032 trained, 53,120 statistics\n"))
        #expect(result.output.contains("multiply-adds: 4,089,184,256\n"))
        #expect(result.output.hasSuffix("weights: 102.4 MB in fp32\n"))
    }

    @Test(arguments: [
        "resnet50", "wavemix_192_16", "convnext_tiny", "swin_t", "swin_v2_t", "efficientnet_v2_s", "densenet161",
        "mobilenet_v3_large", "regnet_y_3_2gf", "resnext50_32x4d", "shufflenet_v2_x2_0",
    ])
    func csvAddsUp(backbone: String) throws {
        let result = try train.run(
            ["--csv", "--summary=\(backbone)", "--miniature", "--image-size", "64x96", "--classes", "10"])
        #expect(result.code == 0, "\(result.errors)")
        let table = try CSVTable(text: result.output, name: backbone)
        func sum(_ column: String) -> Int { table.records.compactMap { Int($0[column] ?? "") }.reduce(0, +) }
        #expect(sum("parameters") < 200_000)
        func plain(_ text: String?) -> String? { text?.replacing(",", with: "") }
        #expect(
            plain(table.comment("parameters")) == "\(sum("parameters")) trained \(sum("statistics")) statistics")
        #expect(plain(table.comment("multiply-adds")) == String(sum("multiply_adds")))
        #expect(table.comment("image") == "64x96, 10 classes")
        #expect(table.records.last?["output"] == "1x1x10")
    }

    @Test func theMemoryOfATrainingStep() throws {
        func step(_ batch: Int, _ more: String...) throws -> String {
            let result = try train.run(
                ["--summary", "shufflenet_v2_x2_0", "--image-size", "64", "--batch", String(batch)] + more)
            #expect(result.code == 0, "\(result.errors)")
            return result.output.split(separator: "\n").last.map(String.init) ?? ""
        }
        let one = try #require(try step(1).firstMatch(of: #/training step: 1 image: ([\d.]+) MB for features/#))
        let many = try #require(try step(16).firstMatch(of: #/training step: 16 images: ([\d.]+) MB for features/#))
        let (small, large) = (try #require(Double(one.1)), try #require(Double(many.1)))
        #expect(large > 2 * small && large < 17 * small)
        // 64x64 pixels of 16 images alone are 0.8 MB; the whole is far below a GB.
        #expect(large > 1)
        let short = try step(16, "--memory", "0.001")
        #expect(short.contains("a batch of 16 images needs") && short.contains("take a smaller batch"), "\(short)")
    }

    /// Arguments, exit code and what the message must say.
    @Test(arguments: [
        (["--summary", "vgg"], 64, "wavemix_192_16"),
        (["--summary"], 64, "--summary <backbone>"),
        (["--summary", "resnet50", "--classes", "0"], 64, "must be at least 1"),
        (["--summary", "resnet50", "--batch", "0"], 64, "must be at least 1"),
        (["--summary", "resnet50", "--image-size", "0x8"], 64, "--image-size"),
        (["--summary", "resnet50", "--image-size", "1x2x3"], 64, "--image-size"),
        (["--summary", "resnet50", "--profile", "sample"], 64, "--profile"),
        (["--summary", "wavemix_192_16", "--image-size", "4"], 1, "layers.0"),
        (["--dataset", "neu"], 64, "--profile"),
    ])
    func wrongArguments(arguments: [String], code: Int32, message: String) throws {
        let result = try train.run(arguments)
        #expect(result.code == code)
        #expect(result.errors.contains(message), "\(result.errors)")
    }

    @Test func helpHasExamples() throws {
        let summary = try train.run(["--summary", "resnet50", "--help"]).output
        #expect(summary.contains("train --summary convnext_tiny --csv"))
        let help = try train.run(["--help"]).output
        #expect(help.contains("train --summary resnet50"))
        #expect(help.contains("train --profile sample --dataset cifar10 --backbone resnet50"))
    }
}
