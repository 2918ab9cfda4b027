import Foundation
import Storage
import TestSupport
import Testing

/// Checkpoints that must not be loaded, put together by hand, in both of torch's formats.
@Suite struct TorchRefusalTests {
    private typealias Make = TorchHandmade

    private static func failure(_ file: Data) -> Failure? {
        do {
            _ = try TorchCheckpoint.read(file, named: "handmade.pth")
            Issue.record("the file was read")
        } catch let failure as Failure {
            #expect(failure.location == "handmade.pth")
            return failure
        } catch {
            Issue.record("the error is no Failure: \(error)")
        }
        return nil
    }

    /// Both formats' failures on one object.
    private static func failures(_ object: [UInt8]) -> [Failure?] {
        [failure(Make.legacy(object: object)), failure(Make.zip(Make.entries(object: object)))]
    }

    @Test func handmadeFilesAreRead() throws {
        for file in [Make.legacy(object: Make.stateDict()), Make.zip(Make.entries(object: Make.stateDict()))] {
            let tensors = try TorchCheckpoint.read(file, named: "handmade.pth")
            #expect(tensors.map(\.name) == ["w"])
            #expect(tensors.first?.shape == [2, 3])
            #expect(tensors.first?.dtype == .float32)
            #expect(tensors.first?.values == [1, 2, 3, 4, 5, 6])
        }
    }

    @Test func stridesOffsetsAndStorageViewsAreResolved() throws {
        let view = Make.tuple(Make.string("1"), Make.int(1), Make.int(4))
        let cases: [(tensor: [UInt8], values: [Float])] = [
            (Make.tensor(shape: [3, 2], strides: [1, 3]), [1, 4, 2, 5, 3, 6]),
            (Make.tensor(offset: 1, shape: [2], strides: [4]), [2, 6]),
            (Make.tensor(offset: 5, shape: [], strides: []), [6]),
            (Make.tensor(offset: 5, shape: [1, 1], strides: [Int.max, 7]), [6]),
            (Make.tensor(shape: [2, 2], strides: [0, 1]), [1, 2, 1, 2]),
            (Make.tensor(shape: [0, 3], strides: [3, 1]), []),
            (Make.tensor(Make.storage(view: view), offset: 1, shape: [3], strides: [1]), [3, 4, 5]),
            (Make.tensor(metadata: Make.bytes("N")), [1, 2, 3, 4, 5, 6]),
            (Make.tensor(metadata: Make.bytes("}")), [1, 2, 3, 4, 5, 6]),
        ]
        for (tensor, values) in cases {
            let file = Make.legacy(object: Make.stateDict(tensor))
            #expect(try TorchCheckpoint.read(file, named: "handmade.pth").first?.values == values)
        }
    }

    @Test func python2sOrderedDictAndItsMetadataAreRead() throws {
        let pair = Make.bytes("](") + Make.string("w") + Make.tensor() + Make.bytes("e")
        let metadata = Make.dict([(Make.string("_metadata"), Make.bytes("}"))])
        let object =
            Make.global("collections", "OrderedDict") + Make.tuple(Make.bytes("](") + pair + Make.bytes("e"))
            + Make.bytes("R") + metadata + Make.bytes("b")
        #expect(try TorchCheckpoint.read(Make.legacy(object: object), named: "handmade.pth").map(\.name) == ["w"])
    }

    @Test func wrappersAreOpenedAndParametersAreTensors() throws {
        let hooks = Make.global("collections", "OrderedDict") + Make.bytes(")R")
        let parameter =
            Make.global("torch._utils", "_rebuild_parameter") + Make.tuple(Make.tensor(), [0x88], hooks)
            + Make.bytes("R")
        for key in ["state_dict", "model"] {
            let wrapper = Make.dict([
                (Make.string("epoch"), Make.int(3)),
                (Make.string("best"), Make.bytes("G") + [UInt8](repeating: 0, count: 8)),
                (Make.string(key), Make.stateDict(parameter)), (Make.string("optimizer"), Make.dict([])),
            ])
            let tensors = try TorchCheckpoint.read(Make.legacy(object: wrapper), named: "handmade.pth")
            #expect(tensors.map(\.name) == ["w"])
        }
    }

    // MARK: What would run code

    static let refused: [(name: String, object: [UInt8])] = [
        ("os.system", Make.global("os", "system") + Make.tuple(Make.string("true")) + Make.bytes("R")),
        ("builtins.eval", Make.string("builtins") + Make.string("eval") + [0x93]),
        ("torch.load", Make.global("torch", "load")),
        ("torch.nn.parameter.Parameter", Make.global("torch.nn.parameter", "Parameter")),
        ("collections.defaultdict", Make.global("collections", "defaultdict")),
        ("torch.ComplexFloatStorage", Make.global("torch", "ComplexFloatStorage")),
        ("INST of os.system", Make.bytes("(ios\nsystem\n")),
        ("OBJ", Make.bytes("(") + Make.global("collections", "OrderedDict") + Make.bytes("o")),
        ("NEWOBJ", Make.global("collections", "OrderedDict") + [0x29, 0x81]),
        ("NEWOBJ_EX", Make.global("collections", "OrderedDict") + [0x29, 0x7d, 0x92]),
        ("EXT1", [0x82, 1]), ("EXT2", [0x83, 1, 0]), ("EXT4", [0x84, 1, 0, 0, 0]),
        ("NEXT_BUFFER", [0x97]), ("READONLY_BUFFER", [0x98]),
        ("PERSID", Make.bytes("P0\n")),
        ("BINPERSID", Make.string("0") + Make.bytes("Q")),
        (
            "BINPERSID",
            Make.tuple(Make.string("module"), Make.bytes("N"), Make.bytes("N"), Make.bytes("N"), Make.bytes("N"))
                + Make.bytes("Q")
        ),
        ("REDUCE of a storage type", Make.global("torch", "FloatStorage") + [0x29] + Make.bytes("R")),
        ("REDUCE of something that is no global", Make.string("os.system") + [0x29] + Make.bytes("R")),
        ("BUILD", Make.bytes("}}b")),
        ("BUILD", Make.bytes("]}b")),
        ("BUILD", Make.tensor() + Make.bytes("}b")),
        ("BUILD", Make.global("collections", "OrderedDict") + Make.bytes(")R)b")),
    ]

    @Test(arguments: refused.indices) func codeIsRefused(_ index: Int) {
        let (name, object) = Self.refused[index]
        // At the root, and in a wrapper beside a good state dict.
        let wrapper = Make.dict([(Make.string("state_dict"), Make.stateDict()), (Make.string("x"), object)])
        for failure in Self.failures(object) + Self.failures(wrapper) {
            #expect(failure?.what.contains(name) == true, "\(failure?.what ?? "")")
            #expect(failure?.what.hasSuffix("this file would run code and was not loaded") == true)
        }
    }

    @Test func namesAreMadeFitForATerminal() {
        let object = Make.global("o\u{1b}[2Js", "sys\rtem")
        #expect(Self.failures(object).allSatisfy { $0?.what.contains("o?[2Js.sys?tem") == true })
    }

    static let unneeded: [(name: String, code: UInt8)] = [
        ("POP", 0x30), ("POP_MARK", 0x31), ("DUP", 0x32), ("FLOAT", 0x46), ("INT", 0x49), ("LONG", 0x4c),
        ("LONG4", 0x8b), ("STRING", 0x53), ("UNICODE", 0x56), ("DICT", 0x64), ("LIST", 0x6c), ("GET", 0x67),
        ("PUT", 0x70), ("BINBYTES", 0x42), ("SHORT_BINBYTES", 0x43), ("BINBYTES8", 0x8e), ("BYTEARRAY8", 0x96),
        ("EMPTY_SET", 0x8f), ("ADDITEMS", 0x90), ("FROZENSET", 0x91),
    ]

    @Test(arguments: unneeded) func opcodesThatNoStateDictNeedsAreRefused(_ name: String, _ code: UInt8) {
        for failure in Self.failures([code]) {
            #expect(
                failure?.what.contains("the opcode \(name), which no state dict needs") == true,
                "\(failure?.what ?? "")")
        }
    }

    // MARK: What does not hold together

    static let broken: [(what: String, object: [UInt8])] = [
        ("is not a tensor", Make.dict([(Make.string("w"), Make.int(3))])),
        ("is not a tensor", Make.dict([(Make.string("w"), Make.stateDict())])),
        ("is not a tensor", Make.dict([(Make.string("state_dict"), Make.dict([(Make.string("w"), Make.bytes("N"))]))])),
        ("is not a string", Make.dict([(Make.int(3), Make.tensor())])),
        ("two entries w", Make.dict([(Make.string("w"), Make.tensor()), (Make.string("w"), Make.tensor())])),
        ("does not hold a state dict", Make.tensor()),
        ("does not hold a state dict", Make.bytes("]q\u{0}h\u{0}a")),
        ("has the shape", Make.stateDict(Make.tensor(shape: [-2, 3]))),
        ("has the shape", Make.stateDict(Make.tensor(shape: [6], strides: [-1]))),
        ("has the shape", Make.stateDict(Make.tensor(offset: -1))),
        ("has the shape", Make.stateDict(Make.tensor(shape: [2], strides: [1, 1]))),
        ("inside its storage", Make.stateDict(Make.tensor(offset: 1))),
        ("inside its storage", Make.stateDict(Make.tensor(offset: 6, shape: [], strides: []))),
        ("inside its storage", Make.stateDict(Make.tensor(offset: .max, shape: [2], strides: [1]))),
        ("inside its storage", Make.stateDict(Make.tensor(shape: [7], strides: [1]))),
        ("inside its storage", Make.stateDict(Make.tensor(shape: [3], strides: [.max]))),
        ("inside its storage", Make.stateDict(Make.tensor(shape: [.max, .max], strides: [0, 0]))),
        ("inside its storage", Make.stateDict(Make.tensor(shape: [.max, 2, 0], strides: [0, 0, 0]))),
        ("repeats its elements", Make.stateDict(Make.tensor(shape: [1 << 60], strides: [0]))),
        ("repeats its elements", Make.stateDict(Make.tensor(shape: [.max], strides: [0]))),
        ("repeats its elements", Make.stateDict(Make.tensor(shape: [25], strides: [0]))),
        ("described in an unknown way", Make.stateDict(Make.tensor(shape: [Int](repeating: 1, count: 17)))),
        ("described in an unknown way", Make.stateDict(Make.tensor(Make.bytes("N")))),
        ("described in an unknown way", Make.stateDict(Make.tensor(Make.storage(count: -1)))),
        ("negated view", Make.stateDict(Make.tensor(metadata: Make.dict([(Make.string("neg"), [0x88])])))),
        (
            "a view of a storage",
            Make.stateDict(
                Make.tensor(
                    Make.storage(view: Make.tuple(Make.string("1"), Make.int(4), Make.int(3)))))
        ),
        (
            "a view of a storage",
            Make.stateDict(
                Make.tensor(
                    Make.storage(view: Make.tuple(Make.string("1"), Make.int(.max), Make.int(.max)))))
        ),
        (
            "two types or sizes",
            Make.dict([
                (Make.string("a"), Make.tensor()), (Make.string("b"), Make.tensor(Make.storage(type: "IntStorage"))),
            ])
        ),
        ("a mark is missing", Make.bytes("t")), ("stack is too short", [0x85]),
        ("stack is too short", Make.bytes("R")),
        ("stack is too short", Make.bytes("N(R")), ("stack is too short", Make.bytes("q\u{0}")),
        ("full stack", Make.bytes("NN")), ("full stack", Make.bytes("(N")), ("no entry 7", Make.bytes("h\u{7}")),
        ("no pickle opcode 0xff", [0xff]), ("no pickle protocol", [0x80, 9]),
        ("a frame", [0x95] + Make.little(UInt64(1 << 40))),
        ("end early", [0x95] + Make.little(UInt64.max)), ("no list", Make.bytes("NNa")),
        ("no dict", Make.bytes("NNNs")),
        ("has no value", Make.bytes("}(Nu")), ("not UTF-8", Make.bytes("U\u{1}") + [0xff]),
        ("too long", Make.bytes("X") + Make.little(UInt32.max)), ("end early", [0x8d] + Make.little(UInt64.max)),
        ("end early", Make.bytes("X") + Make.little(UInt32(60_000))),
        ("no tuple", Make.global("collections", "OrderedDict") + Make.bytes("NR")),
        ("line without an end", Make.bytes("c") + [UInt8](repeating: 0x61, count: 1 << 17)),
    ]

    @Test(arguments: broken.indices) func brokenPicklesAreErrors(_ index: Int) {
        let (what, object) = Self.broken[index]
        for failure in Self.failures(object) {
            #expect(failure?.what.contains(what) == true, "\(failure?.what ?? "")")
        }
    }

    // MARK: Pickles that would exhaust the machine

    static let exhausting: [(what: String, object: [UInt8])] = [
        // One tuple in another, a million times: anything recursive would overflow Swift's stack.
        ("does not hold a state dict", [0x29] + [UInt8](repeating: 0x85, count: 1_000_000)),
        ("nests too deeply", [UInt8](repeating: 0x28, count: 100_000)),
        ("stack grows too high", [UInt8](repeating: 0x4e, count: 100_000)),
        ("memo grows too large", Make.bytes("N") + (0..<270_000).flatMap { Make.bytes("r") + Make.little(UInt32($0)) }),
        ("too long for a state dict", [0x29] + [UInt8](repeating: 0x85, count: 2_100_000)),
        // A list of 50,000 pairs that is made into an OrderedDict again and again.
        (
            "too long for a state dict",
            Make.bytes("](") + Make.bytes("NN") + [0x86] + Make.bytes("q\u{1}")
                + (1..<50_000).flatMap { _ in Make.bytes("h\u{1}") } + Make.bytes("e") + [0x85] + Make.bytes("q\u{2}](")
                + (0..<1_000).flatMap { _ in Make.global("collections", "OrderedDict") + Make.bytes("h\u{2}R") }
        ),
    ]

    @Test(arguments: exhausting.indices) func exhaustingPicklesAreErrors(_ index: Int) {
        let (what, object) = Self.exhausting[index]
        let failure = Self.failure(Make.legacy(object: object))
        #expect(failure?.what.contains(what) == true, "\(failure?.what ?? "")")
    }

    // MARK: Layouts

    @Test func brokenLegacyFilesAreErrors() {
        let object = Make.stateDict()
        let huge = Make.stateDict(Make.tensor(Make.storage(count: 1 << 62)))
        let cases: [(what: String, file: Data)] = [
            ("protocol version", Make.legacy(object: object, protocolVersion: 1000)),
            ("big-endian", Make.legacy(object: object, littleEndian: false)),
            ("magic number", Data([0x80, 2]) + Data(Make.int(7)) + Data(Make.bytes("."))),
            ("neither", Data()), ("neither", Data(Make.bytes("<html>"))), ("end early", Data([0x80])),
            ("is missing", Make.legacy(object: object, keys: [])),
            ("no tensor uses", Make.legacy(object: object, keys: ["0", "1"])),
            (
                "comes twice",
                Make.legacy(
                    object: object, keys: ["0", "0"],
                    storages: (0..<2).flatMap { _ in Make.little(Int64(6)) + Make.sixFloats })
            ),
            ("two sizes", Make.legacy(object: object, storages: Make.little(Int64(5)) + Make.sixFloats)),
            ("end early", Make.legacy(object: object, storages: Make.little(Int64(-1)) + Make.sixFloats)),
            ("too large", Make.legacy(object: huge, storages: Make.little(Int64(1 << 62)) + Make.sixFloats)),
            ("end early", Make.legacy(object: object, storages: Make.little(Int64(6)) + Make.sixFloats.dropLast())),
        ]
        for (what, file) in cases {
            let failure = Self.failure(file)
            #expect(failure?.what.contains(what) == true, "\(failure?.what ?? "")")
        }
    }

    @Test func brokenArchivesAreErrors() {
        func archive(_ change: (inout [Make.Entry]) -> Void) -> Data {
            var entries = Make.entries(object: Make.stateDict())
            change(&entries)
            return Make.zip(entries)
        }
        let cases: [(what: String, file: Data)] = [
            ("no data.pkl", archive { $0.removeFirst() }),
            ("big-endian", archive { $0[1].content = Make.bytes("big") }),
            ("the storage 0 is missing", archive { $0.remove(at: 2) }),
            ("has 20 bytes, not 6 elements", archive { $0[2].content.removeLast(4) }),
            ("has 23 bytes, not 6 elements", archive { $0[2].content.removeLast() }),
            ("no version", archive { $0.removeLast() }),
            ("no version", archive { $0[3].content = Make.bytes("11\n") }),
            ("two entries archive/data/0", archive { $0.append($0[2]) }),
            ("more than one folder", archive { $0[2].name = "other/data/0" }),
            ("more than one folder", archive { $0[2].name = "data.pkl" }),
            ("zip archive cannot be read", archive { $0[2].checksum = 0 }),
            ("zip archive cannot be read", archive { $0[3].claimedSize = 1 << 20 }),
            ("claims to hold far more", archive { $0[2].claimedSize = 100 << 20 }),
            (
                "claims to hold far more",
                archive { entries in
                    for index in 1...3 {
                        entries.append(Make.Entry(name: "archive/\(index)", content: [], claimedSize: 30 << 20))
                    }
                }
            ),
            ("zip archive cannot be read", Data(Make.bytes("PK") + [3, 4])),
        ]
        for (what, file) in cases {
            let failure = Self.failure(file)
            #expect(failure?.what.contains(what) == true, "\(failure?.what ?? "")")
        }
    }
}
