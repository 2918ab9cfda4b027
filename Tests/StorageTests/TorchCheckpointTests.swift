import Foundation
import Storage
import TestSupport
import Testing

/// Files that torch wrote, and files that torch or this reader must refuse (Scripts/reference/torch_checkpoints.py).
@Suite struct TorchCheckpointTests {
    private static let fixtures = Path.join(
        Path.folder(of: Path.folder(of: Path.folder(of: #filePath))), "Tests", "Fixtures")

    static let good = ["zip", "legacy", "zip_wrapped", "legacy_wrapped", "legacy_oldest"]

    private static func path(_ name: String) -> String { Path.join(fixtures, "torch", name + ".pth") }

    /// The state dict of the good files, in its order.
    private static let entries: [(name: String, dtype: TorchDType)] = [
        ("0.weight", .float32), ("0.bias", .float32), ("1.weight", .float32), ("1.bias", .float32),
        ("1.running_mean", .float32), ("1.running_var", .float32), ("1.num_batches_tracked", .int64),
        ("half", .float16), ("bfloat16", .bfloat16), ("float64", .float64), ("transposed", .float32),
        ("view", .float32), ("strided_view", .float32), ("channels_last", .float32), ("parameter", .float32),
        ("scalar", .float32),
    ]

    @Test(arguments: good) func tensorsAreTorchsBitForBit(_ file: String) throws {
        let tensors = try TorchCheckpoint.read(path: Self.path("good/\(file)"))
        #expect(tensors.map(\.name) == Self.entries.map(\.name))
        #expect(tensors.map(\.dtype) == Self.entries.map(\.dtype))
        let golden = try HDF5Reader(path: Path.join(Self.fixtures, "golden_torch.h5"))
        #expect(try golden.names(in: "/").sorted() == Self.entries.map(\.name).sorted())
        for tensor in tensors {
            let values: [Float] = try golden.read(tensor.name)
            #expect(tensor.shape == (try golden.shape(of: tensor.name)), "\(tensor.name)")
            #expect(tensor.values.map(\.bitPattern) == values.map(\.bitPattern), "\(tensor.name)")
        }
    }

    /// What each bad file's error must say.
    static let bad: [(file: String, what: String)] = [
        ("code_reduce_zip", "the global os.system: this file would run code and was not loaded"),
        ("code_reduce_legacy", "the global os.system: this file would run code and was not loaded"),
        ("code_first_pickle_legacy", "the global os.system: this file would run code and was not loaded"),
        ("code_stack_global_zip", "the global builtins.eval: this file would run code and was not loaded"),
        ("code_build_zip", "the global logging.Filter: this file would run code and was not loaded"),
        ("code_build_legacy", "the global logging.Filter: this file would run code and was not loaded"),
        ("code_instance_zip", "the opcode STRING, which no state dict needs: this file was not loaded"),
        ("code_dotted_name_zip", "torch.serialization.os.system: this file would run code and was not loaded"),
        ("whole_module_zip", "torch.nn.modules.container.Sequential: this file would run code and was not loaded"),
        ("truncated_zip", "the zip archive cannot be read"),
        ("truncated_pickle_legacy", "end early"),
        ("truncated_storage_legacy", "end early"),
        ("truncated_pickle_zip", "end early"),
        ("empty", "neither of torch's checkpoint formats"),
        ("text", "neither of torch's checkpoint formats"),
        ("storage_short_zip", "the storage 0 has 20 bytes, not 6 elements of type float32"),
        ("storage_short_legacy", "the storage 0 has two sizes"),
        ("storage_missing_zip", "the storage 0 is missing"),
        ("tensor_past_storage_zip", "does not lie inside its storage 0"),
        ("offset_past_storage_zip", "does not lie inside its storage 0"),
        ("negative_offset_zip", "a tensor has the shape"),
        ("negative_size_zip", "a tensor has the shape [-2, 3]"),
        ("negative_stride_zip", "with the strides [-3, 1]"),
        ("overflowing_size_zip", "does not lie inside its storage 0"),
        ("overflowing_stride_zip", "does not lie inside its storage 0"),
        ("rank_mismatch_zip", "has the shape [2, 3] with the strides [1]"),
        ("stack_underflow_zip", "the pickle's stack is too short"),
        ("unknown_opcode_zip", "there is no pickle opcode 0xff"),
        ("unknown_memo_zip", "the memo has no entry 7"),
    ]

    @Test(arguments: bad) func badFilesAreErrors(_ file: String, _ what: String) {
        let path = Self.path("bad/\(file)")
        do {
            _ = try TorchCheckpoint.read(path: path)
            Issue.record("the file was read")
        } catch let failure as Failure {
            #expect(failure.location == path)
            #expect(failure.what.contains(what), "\(failure)")
        } catch {
            Issue.record("the error is no Failure: \(error)")
        }
    }

    @Test func everyFixtureIsTested() throws {
        let files = try Path.files(below: Path.join(Self.fixtures, "torch"))
        let tested = Self.good.map { "good/\($0).pth" } + Self.bad.map { "bad/\($0.file).pth" }
        #expect(files == tested.sorted())
    }

    @Test(arguments: [fixtures, path("none")]) func whatIsNoFileIsAnError(_ path: String) {
        #expect { try TorchCheckpoint.read(path: path) } throws: { ($0 as? Failure)?.location == path }
    }
}

/// Truncated and altered checkpoints: an error or a result, never a crash.
@Suite struct TorchRobustnessTests {
    private typealias Make = TorchHandmade

    /// Whether the bytes could be read. What is read must hold together; an error must be a `Failure`.
    private static func reads(_ file: Data) -> Bool {
        do {
            for tensor in try TorchCheckpoint.read(file, named: "altered.pth")
            where tensor.shape.reduce(1, *) != tensor.values.count {
                Issue.record("\(tensor.shape) and \(tensor.values.count) values")
            }
            return true
        } catch is Failure {
            return false
        } catch {
            Issue.record("the error is no Failure: \(error)")
            return false
        }
    }

    private static let handmade = [
        Make.legacy(object: Make.stateDict()), Make.zip(Make.entries(object: Make.stateDict())),
    ]

    private static func fixture(_ name: String) throws -> Data {
        let tests = Path.folder(of: Path.folder(of: #filePath))
        return try Data(contentsOf: URL(fileURLWithPath: Path.join(tests, "Fixtures", "torch", "good", name + ".pth")))
    }

    @Test(arguments: handmade) func everyPrefixOfAHandmadeFileIsAnError(_ file: Data) {
        #expect(Self.reads(file))
        for length in 0..<file.count where Self.reads(file.prefix(length)) {
            Issue.record("the first \(length) of \(file.count) bytes are read")
        }
    }

    @Test(arguments: handmade) func everyBitOfAHandmadeFileMayBeWrong(_ file: Data) {
        var refused = 0
        for index in file.indices {
            for bit in 0..<8 {
                var altered = file
                altered[index] ^= 1 << bit
                if !Self.reads(altered) { refused += 1 }
            }
        }
        #expect(refused > file.count * 8 / 2)
    }

    @Test(arguments: TorchCheckpointTests.good) func prefixesOfFixturesAreErrors(_ name: String) throws {
        let file = try Self.fixture(name)
        #expect(Self.reads(file))
        for length in stride(from: 0, to: file.count, by: 3) where Self.reads(file.prefix(length)) {
            Issue.record("the first \(length) of \(file.count) bytes are read")
        }
    }

    /// One byte at a time gets another value; the choice is the same in every run.
    @Test(arguments: TorchCheckpointTests.good) func bytesOfFixturesMayBeWrong(_ name: String) throws {
        let file = try Self.fixture(name)
        var state: UInt64 = 1
        var refused = 0
        for _ in 0..<3000 {
            // Knuth's MMIX generator; its upper bits are the good ones.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var altered = file
            altered[Int(state >> 40) % file.count] ^= UInt8(truncatingIfNeeded: state >> 32) | 1
            if !Self.reads(altered) { refused += 1 }
        }
        #expect(refused > 300)
    }
}
