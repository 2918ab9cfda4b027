import CIsolation
import CMATReader
import Foundation
import Storage

/// A MATLAB file of level 5 (what MATLAB's `save` writes with `-v6` and `-v7`), compressed or not, of either byte
/// order, read by matio.
///
/// matio was not made for hostile files, so it runs in a child process with limits of time and memory, from which
/// plain bytes come back. Levels 4 and 7.3 are refused.
public struct MATFile {
    public let path: String
    /// The variables' names in the file's order.
    public let names: [String]
    private let contents: [String: MATMessage.Content]

    /// Reads all variables.
    ///
    /// - Throws: `Failure` where the file is not of level 5, is cut short, or cannot be read.
    public init(path: String) throws {
        self.path = path
        let frame = try MATFrame(path: path)
        let found = try Self.read(path, size: frame.size)
        guard found.count == frame.elements else {
            throw Self.damaged("only \(found.count) of its \(frame.elements) variables can be read", path)
        }
        // MATLAB keeps private notes in a variable without a name.
        let named = found.filter { !$0.name.isEmpty }
        names = named.map(\.name)
        contents = Dictionary(named.map { ($0.name, $0.content) }, uniquingKeysWith: { first, _ in first })
        guard contents.count == names.count else { throw Self.damaged("has two variables of one name", path) }
    }

    /// - Throws: `Failure` where there is no such variable, or where it holds what is not read: complex numbers,
    ///   sparse matrices, objects, functions, characters of several rows.
    public func variable(_ name: String) throws -> MATValue {
        switch contents[name] {
        case .value(let value): return value
        case .unsupported(let reason): throw Failure("the variable \(name) \(reason), which is not read here", at: path)
        case nil:
            let known = names.map(printable).joined(separator: ", ")
            throw Failure(
                "has no variable \(name), only \(known.isEmpty ? "none" : known)", at: path,
                advice: "It is another file than expected: fetch it again.")
        }
    }

    private static func read(_ path: String, size: Int) throws -> [(name: String, content: MATMessage.Content)] {
        // A byte of a packed file is at most 1,032 bytes, each a number. Where the content ends too early, matio
        // returns zeros for whatever the shape claims.
        // Real files take some 0.1 s of the processor a hundred kilobytes, and several times that under sanitizers.
        let most = min(8 * 1_032 * (size + 1), 1 << 30)
        let limits = wb_isolation_limits(
            cpu_seconds: 0.4 + Double(size) / 5e4, wall_seconds: 120, memory: 64 << 20 + 2 * most,
            output: 1 << 16 + most)
        let result = try HDF5Library.locked { path.withCString { wb_isolated(wb_mat_message, $0, limits) } }
        defer { wb_isolated_free(result) }
        switch result.outcome {
        case WB_ISOLATED_DONE: break
        case WB_ISOLATED_TIMED_OUT: throw damaged("it takes too long to read", path)
        case WB_ISOLATED_TOO_LARGE: throw damaged("it holds far more than its size allows", path)
        case WB_ISOLATED_NO_CHILD:
            throw Failure.system("cannot start a process to read the file", at: path, errno: result.detail)
        default: throw damaged("reading it ends in a crash", path)
        }
        do {
            return try MATMessage.variables(in: UnsafeRawBufferPointer(start: result.bytes, count: result.count))
        } catch let failure as Failure {
            throw damaged(failure.what, path)
        } catch {
            throw damaged("reading it gives nonsense", path)
        }
    }

    static func damaged(_ what: String, _ path: String) -> Failure {
        Failure(what, at: path, advice: "The file is damaged or no MATLAB file: fetch it again.")
    }
}
