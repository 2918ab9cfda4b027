import CommandSupport
import Foundation
import Numerics
import Storage

/// Libraries, processor, memory and disk of this machine.
enum MachineFacts {
    static var lines: [DoctorLine] {
        let engine = Dictionary(EngineDescription.entries, uniquingKeysWith: { first, _ in first })
        let blas = engine["openblas"] ?? "not installed"
        let row = KernelSet.current.name
        return [
            blas == "not installed"
                ? DoctorLine("OpenBLAS", .missing, blas, advice: "make deps installs libopenblas-openmp-dev.")
                : DoctorLine("OpenBLAS", .fine, blas),
            DoctorLine("oneDNN", .fine, engine["onednn"] ?? "unknown"),
            DoctorLine("HDF5", .fine, HDF5Version.current),
            DoctorLine("processor", .fine, processor),
            row == "scalar"
                ? DoctorLine(
                    "kernels", .warning, row,
                    advice: "The processor lacks AVX2, or WHICH_BACKBONE_KERNELS asks for this row: training is slow.")
                : DoctorLine("kernels", .fine, "\(row) of \(KernelSet.supported.map(\.name).joined(separator: ", "))"),
            DoctorLine(
                "threads", .fine,
                "\(ThreadTeam.size) of \(ProcessInfo.processInfo.activeProcessorCount) processors"),
            memory,
        ]
    }

    /// Free space where the folders are, or will be, and whether they can be written to.
    static func folders(_ folders: [String]) -> [DoctorLine] {
        folders.map { folder in
            let place = nearest(folder)
            var information = statvfs()
            guard statvfs(place, &information) == 0 else {
                return DoctorLine("folder \(folder)", .missing, "cannot be asked for its space")
            }
            guard access(place, W_OK | X_OK) == 0 else {
                return DoctorLine(
                    "folder \(folder)", .missing, "cannot be written to",
                    advice: "Check who owns \(place), or work in a folder of your own.")
            }
            let free = Double(information.f_bavail) * Double(information.f_frsize) / 1e9
            let text = String(format: "%.0f GB free", free)
            return free < 5
                ? DoctorLine("folder \(folder)", .warning, text, advice: "A real data set takes up to 30 GB.")
                : DoctorLine("folder \(folder)", .fine, text)
        }
    }

    private static var memory: DoctorLine {
        let all = Double(ProcessInfo.processInfo.physicalMemory) / 0x1p30
        let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        let available = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
            .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Double($0) }
        let found =
            String(format: "%.1f GiB", all) + (available.map { String(format: ", %.1f available", $0 / 0x1p20) } ?? "")
        return all < 4
            ? DoctorLine(
                "memory", .warning, found, advice: "The sample fits; for 224x224 images take MEMORY= or BATCH=.")
            : DoctorLine("memory", .fine, found)
    }

    private static var processor: String {
        let lines = ((try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "").split(separator: "\n")
        func value(_ key: String) -> String? {
            lines.first { $0.hasPrefix(key) }?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
        }
        let flags = Set((value("flags") ?? "").split(separator: " ").map(String.init))
        let known = ["avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16"].filter(flags.contains)
        return ([value("model name") ?? "unknown"] + known).joined(separator: " ")
    }

    /// The folder, or the nearest one above it that is there.
    private static func nearest(_ path: String) -> String {
        var path = path
        while !Path.exists(path) && path != "." && path != "/" { path = Path.folder(of: path) }
        return path
    }
}
