import Foundation
import Storage

extension Verification {
    /// What the name of a file that was set aside ends in.
    static let asideEnding = ".damaged"

    /// Gives a damaged file another name, so that make makes it again; an older one of that name is replaced. Its
    /// line in SHA256SUMS goes first, so that the file that comes is not held against it.
    static func setAside(_ path: String) throws {
        if Path.name(of: path) != Sums.name { try Sums.unseal([Path.name(of: path)], in: Path.folder(of: path)) }
        // Of a file that is gone only the line goes.
        if Path.exists(path) { try AtomicFile.publish(path, as: path + asideEnding) }
        for recorder in recorders[Path.name(of: path)] ?? [] {
            let recorder = Path.join(Path.folder(of: path), recorder)
            let past = [timeval(), timeval()]
            if utimes(recorder, past) != 0 && errno != ENOENT {
                throw Failure.system("cannot set the modification time", at: recorder, errno: errno)
            }
        }
    }

    /// The files that make knows, for those which are made along with them: as old as can be, they lead make to the
    /// program, which sees what is missing. A list of digests comes back in the same way.
    private static let recorders = [
        "history.csv": ["checkpoint.h5"], "predictions.h5": ["evaluation.csv"],
        Sums.name: ["checkpoint.h5", "evaluation.csv", "cell.csv"],
    ]
}
