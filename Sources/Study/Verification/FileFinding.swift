import Storage

/// What verification says of a file.
public enum FileCondition: String, CaseIterable, Sendable {
    /// As it was written, and what its inputs give now.
    case whole
    /// As it was written, from inputs that are others now.
    case stale
    /// Not as it was written, or of something that is not.
    case damaged
    /// Nobody vouches for its bytes: its program was killed before the last step, or was an older one.
    case unsealed
    /// No rule makes it.
    case foreign = "nobody's"
    /// What an earlier verification put aside: `<name>.damaged`.
    case setAside = "set aside"
}

/// A file that is not whole, and why.
public struct FileFinding: Equatable, Sendable {
    public let path: String
    public let condition: FileCondition
    /// A sentence without its full stop; empty where the condition says it all.
    public let reason: String

    public init(_ path: String, _ condition: FileCondition, _ reason: String = "") {
        (self.path, self.condition, self.reason) = (path, condition, reason)
    }

    /// `path: reason`.
    public var text: String { reason.isEmpty ? path : "\(path): \(reason)" }

    static func reason(_ error: any Error) -> String { (error as? Failure)?.what ?? "\(error)" }
}
