import Foundation
import TOMLKit

/// Reads files of values (Data/, TOML 1.0) into `Decodable` types.
public enum TOML {
    /// - Throws: `Failure` that names the file and the key or the line.
    public static func read<Value: Decodable>(_ type: Value.Type, path: String) throws -> Value {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("cannot read the file of values", at: path)
        }
        do {
            return try TOMLDecoder().decode(type, from: text)
        } catch let error as TOMLParseError {
            throw Failure("is not valid TOML: \(error.description)", at: path)
        } catch let error as DecodingError {
            throw Failure(explain(error), at: path)
        }
    }

    private static func explain(_ error: DecodingError) -> String {
        func name(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
        switch error {
        case .keyNotFound(let key, let context):
            // Some decoders put the missing key on the path, some do not.
            let path = context.codingPath
            let isOnPath = path.last?.stringValue == key.stringValue
            return "lacks the value \(name(isOnPath ? path : path + [key]))"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            return "\(name(context.codingPath)) is not of type \(type)"
        case .dataCorrupted(let context): return "\(name(context.codingPath)): \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }
}
