import Storage
import Study

/// What is known of the data sets' files, as a table.
enum FetchList {
    static func text(_ plan: FetchPlan) -> String {
        var table = TextTable(
            header: ["data set", "file", "bytes", "digest", "mirrors", "here", "licence"], rightAligned: [2, 4])
        for file in plan.files {
            let expected = file.expected
            let digest = expected.sha256.isEmpty ? (expected.md5.isEmpty ? "none" : "md5") : "sha256"
            table.append([
                file.ids.joined(separator: " "), file.name, expected.size.map(grouped) ?? "?", digest,
                "\(file.download.mirrors.count)", presence(file), file.licence,
            ])
        }
        for set in plan.byHand {
            table.append([set.id, "by hand", "", "", "", set.isThere ? "yes" : "no", set.entry.licence])
        }
        return table.text
    }

    private static func presence(_ file: FetchFile) -> String {
        if Path.exists(file.path) { return "yes" }
        if file.standIn != nil { return "unpacked" }
        return Path.exists(file.path + ".part") ? "a part" : "no"
    }
}
