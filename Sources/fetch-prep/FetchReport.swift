import CommandSupport
import Download
import Foundation
import Storage

/// Says what became of each file, and remembers whether all is well.
final class FetchReport {
    private let isQuiet: Bool
    private(set) var isComplete = true
    /// The data sets whose licence was told.
    private var told: Set<String> = []

    init(quiet: Bool) { isQuiet = quiet }

    func error(_ error: any Error) {
        isComplete = false
        Console.note("Error: \(error)")
    }

    /// Looks at a file that is there.
    func isThere(_ file: FetchFile, verified: Bool) {
        do {
            let count = try Self.size(file.path)
            guard verified else {
                try require(file, file.expected.complaint(count: count))
                return say(
                    "\(file.path): there, \(grouped(count)) bytes\(file.expected.size == nil ? "" : " as published")")
            }
            // Where no digest is published, the one that the file had when it was fetched is compared.
            let recorded = file.expected.hasDigest ? nil : DigestRecord.read(beside: file.path)
            let expected = recorded.map { ExpectedBytes(size: file.expected.size, sha256: $0) } ?? file.expected
            let found = try expected.compare(file.path)
            try require(file, found.complaint)
            let verdict =
                file.expected.hasDigest
                ? "digest as published" : recorded == nil ? "no digest is published" : "as when it was fetched"
            say("\(file.path): there, \(grouped(count)) bytes, \(verdict), sha256 \(found.sha256)")
        } catch {
            self.error(error)
        }
    }

    /// Says of an archive which is not there that its content is; `fetch-prep check` tells whether all of it.
    func isUnpacked(_ file: FetchFile, in folder: String) {
        say("\(file.path): not fetched, since it is unpacked: \(folder)")
    }

    func isFetched(_ file: FetchFile, sha256: String) {
        do {
            let count = try Self.size(file.path)
            if !file.expected.hasDigest { try DigestRecord.write(sha256, beside: file.path) }
            let digest =
                file.expected.hasDigest
                ? "\(file.expected.sha256.isEmpty ? "md5" : "digest") as published, sha256 \(sha256)"
                : "no digest is published: recorded sha256 \(sha256)"
            say("\(file.path): fetched, \(grouped(count)) bytes, \(digest)")
            if told.insert(file.ids.joined()).inserted {
                say("  licence of \(file.ids.joined(separator: ", ")): \(file.licence)")
            }
        } catch {
            self.error(error)
        }
    }

    /// Says how to get what cannot be fetched.
    func byHand(_ set: FetchPlan.ByHand) {
        if set.isThere {
            return say("\(set.id): not fetched by this program; there is something in \(set.folder)")
        }
        isComplete = false
        let steps = (set.entry.login ?? "\(set.entry.obtain).").split(separator: "\n").map { "  \($0)" }
        Console.note(
            """
            \(set.id): \(set.entry.title) cannot be fetched by this program.
            \(steps.joined(separator: "\n"))
              Its folder is \(set.folder); then run: fetch-prep check --dataset \(set.id) --raw \(set.raw)
              Licence: \(set.entry.licence)
            """)
    }

    private func say(_ line: String) { if !isQuiet { Console.print(line) } }

    private func require(_ file: FetchFile, _ complaint: String?) throws {
        guard let complaint else { return }
        throw Failure(
            complaint, at: file.path,
            advice: "It is not the published file. Move it away and run the same command again to fetch that.")
    }

    private static func size(_ path: String) throws -> Int {
        var information = stat()
        guard stat(path, &information) == 0 else {
            throw Failure.system("cannot look at the file", at: path, errno: errno)
        }
        return Int(information.st_size)
    }
}
