import ArgumentParser
import Foundation

/// A length of time, written `90s`, `30m`, `1h` or `1h30m`.
struct Budget: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        var (total, rest) = (0.0, Substring(argument.lowercased()))
        var units: [Character] = ["h", "m", "s"]
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            guard let value = Double(number), let unit = rest.popFirst(), let place = units.firstIndex(of: unit) else {
                return nil
            }
            total += value * (unit == "h" ? 3600 : unit == "m" ? 60 : 1)
            units.removeFirst(place + 1)
        }
        guard total > 0, total.isFinite else { return nil }
        seconds = total
    }

    /// `1:30:00` or `1:30`.
    static func text(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds), 1e8).rounded())
        return whole < 3600
            ? String(format: "%d:%02d", whole / 60, whole % 60)
            : String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
    }
}
