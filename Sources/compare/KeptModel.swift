import Foundation
import Storage

/// The best model's checkpoint under a name that stays: best.h5 of the data set's results.
enum KeptModel {
    /// Gives a checkpoint a second name, without a second copy where the file system can (a hard link).
    static func keep(_ checkpoint: String, as path: String) throws {
        guard Path.exists(checkpoint) else {
            throw Failure("the best run's checkpoint is missing", at: checkpoint, advice: "Train the cell again.")
        }
        // Renaming one name of a file to another of its names does nothing.
        if let one = identity(checkpoint), one == identity(path) { return }
        try AtomicFile.write(to: path) { temporary in
            if link(checkpoint, temporary) == 0 { return }
            do {
                try FileManager.default.copyItem(atPath: checkpoint, toPath: temporary)
            } catch {
                throw Failure("cannot be copied: \(error.localizedDescription)", at: checkpoint)
            }
        }
    }

    private static func identity(_ path: String) -> [UInt64]? {
        var information = stat()
        return stat(path, &information) == 0 ? [UInt64(information.st_dev), UInt64(information.st_ino)] : nil
    }
}
