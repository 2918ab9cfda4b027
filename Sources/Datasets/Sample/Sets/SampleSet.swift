import Foundation
import Imaging
import Storage

/// A miniature of a data set, in the official layout and formats.
protocol SampleSet {
    /// Its folder among the raw files.
    var folder: String { get }
    func files() throws -> [SampleFile]
    /// The first image of each class, before a library encodes it.
    func firstImages() -> [RGBImage]
}

/// A miniature whose images are drawn from one list of subjects.
protocol DrawnSet: SampleSet {
    var images: SampleImages { get }
}

extension DrawnSet {
    func firstImages() -> [RGBImage] { images.firstImages() }
}

/// A file of a miniature data set.
struct SampleFile {
    enum Content {
        case bytes([UInt8])
        /// An archive of the kind that its name tells.
        case archive([(name: String, bytes: [UInt8])])
        /// A MATLAB file.
        case variables([String: MATValue])
        /// An HDF5 file.
        case tables((HDF5Writer) throws -> Void)
    }

    /// The path in the data set's folder.
    let name: String
    let content: Content

    /// Writes the files of a data set. Loose ones, which may be many, appear together.
    static func write(_ files: [SampleFile], to folder: String) throws {
        var loose: [(name: String, bytes: [UInt8])] = []
        for file in files {
            if case .bytes(let bytes) = file.content { loose.append((file.name, bytes)) }
        }
        guard loose.count == files.count else {
            for file in files { try file.write(to: Path.join(folder, file.name)) }
            return
        }
        let fresh = try FreshFolder(for: folder)
        for (name, bytes) in loose {
            try fresh.write(name.split(separator: "/").map(String.init)) { append in
                try bytes.withUnsafeBytes(append)
            }
        }
        try fresh.publish()
    }

    private func write(to path: String) throws {
        switch content {
        case .bytes(let bytes): try AtomicFile.write(Data(bytes), to: path)
        case .archive(let entries): try ArchiveWriter.write(entries, to: path)
        case .variables(let variables): try MATWriter.write(variables, to: path)
        case .tables(let body): try HDF5Writer.write(to: path, body)
        }
    }
}

/// The files that go into an archive.
struct SampleFolder {
    private(set) var entries: [(name: String, bytes: [UInt8])] = []

    mutating func add(_ name: String, _ bytes: [UInt8]) { entries.append((name, bytes)) }

    mutating func add(_ name: String, lines: [String]) {
        add(name, Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// A MATLAB file.
    mutating func add(_ name: String, variables: [String: MATValue]) throws {
        let scratch = Path.join(NSTemporaryDirectory(), "sample-\(UUID().uuidString).mat")
        defer { unlink(scratch) }
        try MATWriter.write(variables, to: scratch)
        guard let content = FileManager.default.contents(atPath: scratch) else {
            throw Failure("cannot read the file again", at: scratch)
        }
        add(name, [UInt8](content))
    }

    /// The archive that holds them.
    func packed(_ name: String) -> SampleFile { SampleFile(name: name, content: .archive(entries)) }
}
