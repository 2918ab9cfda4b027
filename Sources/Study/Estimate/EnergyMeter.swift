import Foundation
import Storage

/// The energy that the processor counts (Linux's powercap: `energy_uj` of each package, on Intel's and AMD's).
public struct EnergyMeter: Sendable {
    private struct Counter: Sendable {
        let path: String
        /// Microjoules at which it starts again from 0.
        let range: Double
        let start: Double
    }

    private let counters: [Counter]

    /// Begins to count.
    ///
    /// - Parameter folder: where the kernel lists its power zones.
    /// - Returns: nil where there is no counter, or none that may be read (often only root may).
    public init?(folder: String = "/sys/class/powercap") {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // Packages have one colon, as in intel-rapl:0; what lies below them is part of them.
        counters = names.filter { $0.contains("rapl:") && $0.count { $0 == ":" } == 1 }.sorted().compactMap { name in
            let zone = Path.join(folder, name)
            guard let now = Self.number(Path.join(zone, "energy_uj")),
                let range = Self.number(Path.join(zone, "max_energy_range_uj"))
            else { return nil }
            return Counter(path: Path.join(zone, "energy_uj"), range: range, start: now)
        }
        if counters.isEmpty { return nil }
    }

    /// Joules since the beginning, of all packages.
    public var joules: Double {
        counters.reduce(0) { sum, counter in
            let used = (Self.number(counter.path) ?? counter.start) - counter.start
            return sum + (used < 0 ? used + counter.range : used) / 1e6
        }
    }

    private static func number(_ path: String) -> Double? {
        (try? String(contentsOfFile: path, encoding: .utf8))
            .flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
}
