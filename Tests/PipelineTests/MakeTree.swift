import Foundation
import Storage
import TestSupport
import Testing

/// A copy of what make needs, in a folder of its own, with the programs that were built beside the tests.
final class MakeTree {
    private let folder: TemporaryFolder
    private var held: [UInt64: FileHandle] = [:]
    var path: String { folder.path }

    struct Result {
        let code: Int32
        /// Standard output and standard error together.
        let output: String
    }

    init() throws {
        folder = try TemporaryFolder("pipeline")
        for name in [
            "Makefile", "Data/datasets.toml", "Data/sample.toml", "Data/study.toml", "Data/grid.mk", "Data/claims.toml",
            "Data/protocol", "Paper/published", "Scripts",
        ] {
            let target = Path.join(path, name)
            try AtomicFile.makeFolder(Path.folder(of: target))
            try FileManager.default.copyItem(atPath: Path.join(Fixtures.root, name), toPath: target)
        }
        // The programs are there: nothing is to be built or installed.
        try AtomicFile.write("", to: file("Package.swift"))
        try AtomicFile.write("", to: file("built"))
        try AtomicFile.write("#!/bin/sh\n", to: file("Scripts/install-deps"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file("Scripts/install-deps"))
    }

    func file(_ name: String) -> String { Path.join(path, name) }

    /// Runs make with targets and variables.
    func make(_ arguments: String...) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let programs = Path.folder(of: CommandLine.arguments.first ?? "")
        process.arguments = ["make", "BIN=\(programs)", "BUILT=built"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        // Neither the flags of a make that runs these tests nor a user's own RAW or SEED may have a say.
        let kept = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "OMP_NUM_THREADS", "ASAN_OPTIONS"]
        process.environment = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Result(code: process.terminationStatus, output: text)
    }

    func modified(_ name: String) throws -> Date {
        let attributes = try FileManager.default.attributesOfItem(atPath: file(name))
        return try #require(attributes[.modificationDate] as? Date)
    }

    /// Every file below the folders, with what tells a file that was made again: a new one gets its name at once, so
    /// that it is another file on the disk. One that was only touched is the same.
    func identities(_ folders: String...) throws -> [String: UInt64] {
        var found: [String: UInt64] = [:]
        for folder in folders {
            // Lists of digests and what verify remembers are about files, and no results.
            for name in try Path.files(below: file(folder))
            where !Path.name(of: name).hasPrefix(".") && Path.name(of: name) != Sums.name {
                let attributes = try FileManager.default.attributesOfItem(atPath: file("\(folder)/\(name)"))
                let number = try #require(attributes[.systemFileNumber] as? UInt64)
                found["\(folder)/\(name)"] = number
                // While it is open, no other file gets its number, even when it is gone.
                if held[number] == nil { held[number] = FileHandle(forReadingAtPath: file("\(folder)/\(name)")) }
            }
        }
        return found
    }

    /// Replaces a line that begins with `key = ` in a file of values.
    func setValue(_ key: String, _ value: String, in name: String) throws {
        let lines = try String(contentsOfFile: file(name), encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.contains { $0.hasPrefix("\(key) = ") })
        let changed = lines.map { $0.hasPrefix("\(key) = ") ? "\(key) = \(value)" : String($0) }
        try AtomicFile.write(changed.joined(separator: "\n"), to: file(name))
    }
}
