import CHDF5
import Foundation

/// The library's global state. Debian's serial build is not thread-safe: every call goes through
/// `locked`. So does everything that forks, and matio, which stands on it: a child that is forked while
/// another thread is inside the library would wait for that thread's lock for ever.
package enum HDF5Library {
    private static let lock = NSRecursiveLock()

    private static let opened: Bool = H5open() >= 0

    package static func locked<Result>(_ body: () throws -> Result) throws -> Result {
        lock.lock()
        defer { lock.unlock() }
        guard opened else { throw Failure("the HDF5 library does not start") }
        // HDF5 prints its error stack, and keeps that setting by thread; errors are reported as `Failure`.
        H5Eset_auto2(0, nil, nil)
        return try body()
    }

    /// Turns HDF5's negative return values into errors that name the file and the object.
    @discardableResult
    static func check<Code: SignedInteger>(_ code: Code, _ what: String, at location: String) throws -> Code {
        guard code >= 0 else {
            let reason = errno == ENOSPC || errno == EDQUOT ? ": no space left on device" : ""
            let advice =
                reason.isEmpty ? "" : "The disk is full: free some space and run the same command again."
            throw Failure("HDF5: \(what) failed\(reason)", at: location, advice: advice)
        }
        return code
    }
}
