import Foundation
import Storage

/// Where the tests find their files.
public enum Fixtures {
    /// The package's root: Tests/TestSupport/Fixtures.swift is three levels below.
    public static let root = (0..<3).reduce(#filePath) { path, _ in Path.folder(of: path) }
    public static let folder = Path.join(root, "Tests/Fixtures")

    /// A golden file, such as `layers` for golden_layers.h5.
    public static func golden(_ name: String) throws -> HDF5Reader {
        try HDF5Reader(path: Path.join(folder, "golden_\(name).h5"))
    }
}

extension HDF5Reader {
    public func floats(_ name: String) throws -> [Float] { try read(name) }

    public func doubles(_ name: String) throws -> [Double] { try read(name) }

    /// A dataset of int32.
    public func integers(_ name: String) throws -> [Int] { try read(name, as: Int32.self).map { Int($0) } }

    /// A dataset without extents.
    public func double(_ name: String) throws -> Double { try single(doubles(name), name) }

    public func string(_ name: String) throws -> String { try single(readStrings(name), name) }

    private func single<Value>(_ values: [Value], _ name: String) throws -> Value {
        guard let value = values.first, values.count == 1 else { throw Failure("\(name) is not one value", at: path) }
        return value
    }
}

/// A folder for one test, removed with the value.
public final class TemporaryFolder {
    public let path: String

    public init(_ purpose: String) throws {
        path = Path.join(NSTemporaryDirectory(), "\(purpose)-\(UUID().uuidString)")
        try AtomicFile.makeFolder(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public func file(_ name: String) -> String { Path.join(path, name) }
}
