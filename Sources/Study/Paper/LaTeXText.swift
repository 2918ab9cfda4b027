extension LaTeX {
    /// What stands for characters that a text font lacks or sets in its own way.
    private static let symbols: [Character: String] = [
        "–": "--", "—": "---", "−": "$-$", "≥": "$\\geq$", "≤": "$\\leq$", "≈": "$\\approx$", "→": "$\\rightarrow$",
        "×": "$\\times$", "…": "\\ldots{}", "‘": "`", "’": "'", "“": "``", "”": "''", "\u{A0}": "~",
        "\u{2009}": "\\,", "\u{202F}": "\\,", "\t": " ",
    ]

    /// Letters beyond Latin-1 that fonts of the encoding T1 hold.
    private static let letters = Set("ĂăĄąĆćČčĎďĐđĘęĚěĞğĹĺĽľŁłŃńŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽž")

    /// As `escape`, for any text: two hyphens stay two, ends of lines become spaces, and what the fonts do not hold
    /// is written as its number (U+4E2D), so that no text keeps a document from being made.
    static func text(_ text: String) -> String {
        var result = ""
        var typewriter = false
        var previous: Character?
        for character in text {
            switch character {
            case "`":
                typewriter.toggle()
                result += typewriter ? "\\texttt{" : "}"
            // Two hyphens would become a dash.
            case "-": result += previous == "-" ? "{}-" : "-"
            case _ where character.isNewline: result += " "
            default:
                result += symbols[character] ?? (isPrintable(character) ? escape(String(character)) : number(character))
            }
            previous = character
        }
        return result + (typewriter ? "}" : "")
    }

    private static func isPrintable(_ character: Character) -> Bool {
        guard character.unicodeScalars.count == 1, let scalar = character.unicodeScalars.first else { return false }
        let isLatin1 = (0x20..<0x7F).contains(scalar.value) || (0xA1...0xFF).contains(scalar.value)
        return isLatin1 || letters.contains(character)
    }

    private static func number(_ character: Character) -> String {
        character.unicodeScalars.map { scalar in
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }.joined(separator: " ")
    }
}
