/// A value of a MATLAB file. Arrays are in MATLAB's column-major order; a shape has at least two axes.
public indirect enum MATValue: Equatable, Sendable {
    /// Any numeric or logical class, as Double. Integers beyond 2^53 are rounded.
    case numbers([Double], shape: [Int])
    /// One row of characters.
    case text(String)
    case cells([MATValue], shape: [Int])
    /// One dictionary an element.
    case structs([[String: MATValue]], shape: [Int])

    /// A row of numbers, 1 x n.
    public static func row(_ values: [Double]) -> MATValue { .numbers(values, shape: [1, values.count]) }

    /// A column of numbers, n x 1.
    public static func column(_ values: [Double]) -> MATValue { .numbers(values, shape: [values.count, 1]) }

    public var numbers: [Double]? { if case .numbers(let values, _) = self { values } else { nil } }

    /// The numbers as integers; nil where one is none.
    public var integers: [Int]? {
        guard let numbers else { return nil }
        let integers = numbers.compactMap { Int(exactly: $0) }
        return integers.count == numbers.count ? integers : nil
    }

    /// The only number.
    public var scalar: Double? {
        guard let numbers, numbers.count == 1 else { return nil }
        return numbers.first
    }

    public var text: String? { if case .text(let text) = self { text } else { nil } }

    public var cells: [MATValue]? { if case .cells(let values, _) = self { values } else { nil } }

    /// The texts of a cell array that holds nothing else.
    public var texts: [String]? {
        guard let cells else { return nil }
        let texts = cells.compactMap(\.text)
        return texts.count == cells.count ? texts : nil
    }

    public var structs: [[String: MATValue]]? { if case .structs(let values, _) = self { values } else { nil } }

    /// Sizes of the axes; a text of n UTF-16 units is 1 x n.
    public var shape: [Int] {
        switch self {
        case .numbers(_, let shape), .cells(_, let shape), .structs(_, let shape): shape
        case .text(let text): [1, text.utf16.count]
        }
    }
}
