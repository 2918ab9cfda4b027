/// A name from an untrusted file, made fit for a terminal: at most 200 characters, and `?` for what is no
/// visible one.
public func printable(_ name: String) -> String {
    let visible = name.unicodeScalars.prefix(200).map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: "?"
        default: String(scalar)
        }
    }
    return visible.joined() + (name.unicodeScalars.count > 200 ? "..." : "")
}
