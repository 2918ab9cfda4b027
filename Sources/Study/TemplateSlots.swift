/// A template whose slots are the raw values of an enumeration, such as `{{title}}`.
enum TemplateSlots<Slot: RawRepresentable & CaseIterable> where Slot.RawValue == String {
    /// The template with every slot replaced, in one pass: what is put in is not searched for slots again.
    static func fill(_ template: String, _ content: (Slot) -> String) -> String {
        var (result, rest) = ("", template[...])
        while let (slot, range) = first(in: rest) {
            result += rest[..<range.lowerBound] + content(slot)
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    private static func first(in text: Substring) -> (slot: Slot, range: Range<Substring.Index>)? {
        Slot.allCases.compactMap { slot in text.range(of: slot.rawValue).map { (slot, $0) } }
            .min { $0.1.lowerBound < $1.1.lowerBound }
    }
}
