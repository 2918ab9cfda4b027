import Numerics
import Storage

/// What computes: the kernel sets in use, which results record and `--version` prints.
public enum EngineDescription {
    public static var entries: [(key: String, value: String)] {
        let blas =
            (try? BLAS.shared()).map {
                "\($0.coreName) (\($0.configuration.split(separator: " ").prefix(2).joined(separator: " ")))"
            }
            ?? "not installed"
        return [
            ("kernels", KernelSet.current.name),
            ("onednn", "\(DNNLVersion.current) \(DNNLVersion.instructionSet)"),
            ("openblas", blas),
            ("threads", "\(ThreadTeam.size)"),
        ]
    }

    /// A line for each, below the version.
    public static func version(of program: String) -> String {
        (["\(program) \(Version.current)"] + entries.map { "\($0.key): \($0.value)" }).joined(separator: "\n")
    }
}
