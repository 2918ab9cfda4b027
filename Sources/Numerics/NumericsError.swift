/// An error of the numeric libraries, as a sentence.
public struct NumericsError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
