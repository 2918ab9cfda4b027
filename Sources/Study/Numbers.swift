import Foundation

/// Numbers as text. Accuracies are in percent throughout.
public enum Numbers {
    /// Two digits behind the point, as the paper prints accuracies: `98.33`.
    public static func percent(_ value: Double) -> String { withoutNegativeZero(String(format: "%.2f", value)) }

    /// Two digits and the sign: `+0.12`, `-1.30`, `0.00`.
    public static func signed(_ value: Double) -> String {
        let text = percent(value)
        return text == "0.00" || text.hasPrefix("-") ? text : "+" + text
    }

    /// So many digits behind the point.
    public static func digits(_ value: Double, _ count: Int) -> String {
        withoutNegativeZero(String(format: "%.\(count)f", value))
    }

    /// For a file that is read again: two to six digits behind the point, no trailing zeros after the
    /// second. Six, so that rounding twice, here and for print, gives the digits of rounding once.
    public static func exact(_ value: Double) -> String {
        var text = String(format: "%.6f", value)
        while text.hasSuffix("0") && text.suffix(3).first != "." { text.removeLast() }
        return withoutNegativeZero(text)
    }

    /// As many digits as a publisher gives, at most three: `80.858`, `76.13`.
    public static func accuracy(_ value: Double) -> String {
        var text = String(format: "%.3f", value)
        if text.hasSuffix("0") { text.removeLast() }
        return withoutNegativeZero(text)
    }

    private static func withoutNegativeZero(_ text: String) -> String {
        text.hasPrefix("-") && text.allSatisfy { "-0.".contains($0) } ? String(text.dropFirst()) : text
    }
}
