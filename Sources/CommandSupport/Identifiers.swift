import ArgumentParser
import Study

extension BackboneID: ExpressibleByArgument {}
extension DatasetID: ExpressibleByArgument {
    /// The twenty of the study; others are taken as well.
    public static var allValueStrings: [String] { allCases.map(\.rawValue) }
}
extension Percent: ExpressibleByArgument {}
extension ProfileName: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
