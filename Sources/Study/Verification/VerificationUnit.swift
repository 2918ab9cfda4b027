import Storage

/// Files that are verified together: a run, a cell, a table in its formats.
public struct VerificationUnit: Sendable {
    /// Names it in the memory of the last verification.
    public let name: String
    /// The files that it judges, as paths.
    public let files: [String]
    /// Files that it reads and others judge: when they change, it is verified again.
    public let reads: [String]
    /// The files that are not whole.
    public let check: @Sendable () -> [FileFinding]

    public init(
        _ name: String, files: [String], reads: [String] = [], check: @escaping @Sendable () -> [FileFinding]
    ) {
        (self.name, self.files, self.reads, self.check) = (name, files, reads, check)
    }

    /// A unit of one file, which is damaged when `check` throws.
    public init(file: String, check: @escaping @Sendable (String) throws -> Void) {
        self.init(file, files: [file]) {
            do {
                try check(file)
                return []
            } catch {
                return [FileFinding(file, .damaged, FileFinding.reason(error))]
            }
        }
    }
}
