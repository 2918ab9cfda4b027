import Storage

/// What the page embeds: every number that it shows. Its keys are those that report.js reads.
struct ReportData: Encodable {
    struct Backbone: Encodable {
        let id, title: String
        /// In millions, of the paper's Table 2.
        let parameters: Double?
        /// On ImageNet, in percent, of the paper's Table 2.
        let imageNet: Double?
        let imagesPerSecond: Double?
    }

    struct Column: Encodable {
        let name, title, dataset, domain: String
        let percent: Int
        /// As the paper states them; of a column that it lacks, what the runs used.
        let trainImages: Int?
        let tables: [Int]
    }

    struct Claim: Encodable {
        struct Finding: Encodable {
            let truth: String
            let numbers: [String]
        }

        let id, section, claim, reading: String
        let published, reproduced: Finding
    }

    let profile, heading: String
    /// Whether reproduced numbers may stand in for published ones.
    let comparable: Bool
    let backbones: [Backbone]
    let columns: [Column]
    let tables: [ReportTable]
    let cells: [ReportCell]
    let facts: [[String]]
    let claims: [Claim]
    let claimSummary: [String]
    let figures: [ReportFigure]
    let speedNote: String
    /// For the cells that have not been run; nil where nothing is known.
    let missingTime: String?
    /// Who made the page, with what and where.
    var made: [[String]] = []
}
