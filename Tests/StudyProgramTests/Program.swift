import Foundation
import Storage
import Testing

/// A program of this package, run as its users run it.
struct Program {
    struct Result {
        let code: Int32
        let output: String
        let errors: String
    }

    let name: String

    /// Programs are built beside the tests' own executable.
    private static let folder: String = {
        let executable = CommandLine.arguments.first ?? ""
        return Path.folder(of: executable)
    }()

    private var path: String { Path.join(Self.folder, name) }

    /// Runs the program in the package's root.
    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
        try #require(Path.exists(path), "the program \(name) is not built beside the tests: \(path)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Workplace.root)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Result(code: process.terminationStatus, output: said, errors: complaints)
    }
}

/// A folder with results that is there for the length of a test.
final class Workplace {
    // Tests/StudyProgramTests/Program.swift
    static let root = (0..<3).reduce(#filePath) { path, _ in Path.folder(of: path) }

    let path: String
    var results: String { Path.join(path, "Results") }
    var paper: String { Path.join(path, "Paper") }

    init() throws {
        path = NSTemporaryDirectory() + "study-programs-" + UUID().uuidString
        try AtomicFile.makeFolder(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ parts: String...) -> String { parts.reduce(path) { Path.join($0, $1) } }

    /// Writes the evaluation and the history of a run on CIFAR-10 in the profile `sample`.
    func run(_ backbone: String, percent: Int, run: Int, correct: Int, speed: String = "1") throws {
        let folder = Path.join(results, "sample/cifar10/\(percent)/\(backbone)/run\(run)")
        try AtomicFile.write(
            """
            # host: somewhere
            backbone,dataset,percent,run,images,correct,top1,top1_batch_mean,top5,class_weighted,mean_loss,\
            images_per_second
            \(backbone),cifar10,\(percent),\(run),1000,\(correct),\(Double(correct) / 10),0,0,0,0,\(speed)

            """, to: Path.join(folder, "evaluation.csv"))
        try AtomicFile.write(
            """
            epoch,phase,train_loss,train_images,test_loss,correct,images,top1,top1_batch_mean,best,train_seconds,\
            test_seconds,images_per_second
            1,adamw,2.0,\(percent * 6),2.1,100,1000,10.0,10.0,1,1,1,1
            2,sgd,1.0,\(percent * 6),1.1,\(correct),1000,\(Double(correct) / 10),10.0,1,1,1,1

            """, to: Path.join(folder, "history.csv"))
    }
}
