import ArgumentParser
import Datasets
import Storage

/// Where the catalogues are, and where archives are unpacked.
struct CatalogueOption: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the catalogues, datasets.toml and sample.toml.", valueName: "folder"))
    var data = "Data"

    @Option(
        help: ArgumentHelp(
            "The folder that archives are unpacked into (default: Data/unpacked or Data/sample/unpacked).",
            valueName: "folder"))
    var unpacked: String?

    /// The folder for unpacked archives and noted digests.
    func work(_ profile: Profile) -> String { unpacked ?? profile.work(in: data) }
}
