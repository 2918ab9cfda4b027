import Foundation

/// An error that a user can act on: what went wrong, where, and what to do.
///
/// Programs print it on standard error and exit with code 1.
public struct Failure: Error, CustomStringConvertible, Equatable {
    /// What went wrong, as a sentence without its full stop.
    public let what: String
    /// The file, option or parameter concerned; empty where `what` names it.
    public let location: String
    /// What the user can do; empty where nothing can be advised.
    public let advice: String

    public init(_ what: String, at location: String = "", advice: String = "") {
        self.what = what
        self.location = location
        self.advice = advice
    }

    public var description: String {
        var text = location.isEmpty ? what : "\(location): \(what)"
        if !advice.isEmpty { text += "\n  \(advice)" }
        return text
    }

    /// The failure of a system call, worded by `strerror`, with advice where the cause is common.
    public static func system(_ what: String, at location: String, errno code: Int32) -> Failure {
        let reason = String(cString: strerror(code))
        let advice =
            switch code {
            case ENOSPC, EDQUOT: "The disk is full: free some space and run the same command again."
            case EACCES, EPERM, EROFS: "Check who owns the folder and whether it can be written to."
            case ENOENT: "Check the path."
            default: ""
            }
        return Failure("\(what): \(reason)", at: location, advice: advice)
    }
}
