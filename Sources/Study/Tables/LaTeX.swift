/// Text for LaTeX.
enum LaTeX {
    /// The text with every character that LaTeX would act on made printable. Text between backquotes
    /// is set in a typewriter font.
    static func escape(_ text: String) -> String {
        var typewriter = false
        return text.map { character -> String in
            switch character {
            case "\\": return "\\textbackslash{}"
            case "{", "}", "&", "%", "$", "#", "_": return "\\\(character)"
            case "~": return "\\textasciitilde{}"
            case "^": return "\\textasciicircum{}"
            case "–": return "--"
            case "`":
                typewriter.toggle()
                return typewriter ? "\\texttt{" : "}"
            default: return String(character)
            }
        }.joined() + (typewriter ? "}" : "")
    }
}
