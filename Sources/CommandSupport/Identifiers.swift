import ArgumentParser
import Study

extension BackboneID: ExpressibleByArgument {}
extension DatasetID: ExpressibleByArgument {}
extension Percent: ExpressibleByArgument {}
extension ProfileName: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
