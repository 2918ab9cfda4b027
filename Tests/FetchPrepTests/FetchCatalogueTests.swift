import Datasets
import Foundation
import Storage
import Testing

/// What the catalogue of the paper's data sets says about their files.
@Suite struct FetchCatalogueTests {
    private let catalogue: DatasetCatalogue

    init() throws { catalogue = try DatasetCatalogue(path: Path.join(FetchPrepProgram.root, "Data/datasets.toml")) }

    @Test func allSetsOfTable3AreThereWithItsNumbers() throws {
        let path = Path.join(FetchPrepProgram.root, "Paper/published/table3_datasets.csv")
        let table = try CSVTable(text: String(contentsOfFile: path, encoding: .utf8), name: path)
        // The other division of RSNA is no set of the paper's.
        #expect(Set(table.rows.map { $0[0] }) == Set(catalogue.ids).subtracting(["rsna_by_patient"]))
        #expect(table.rows.count == 20)
        for row in table.rows {
            let entry = try #require(catalogue[row[0]])
            #expect([entry.train, entry.test, entry.classes].map(String.init) == Array(row[2...4]), "\(row[0])")
        }
    }

    /// What can be fetched is fetched by https; what cannot is explained.
    @Test func everySetCanBeFetchedOrIsExplained() throws {
        for id in catalogue.ids {
            let entry = try #require(catalogue[id])
            let addresses = (entry.files ?? []).flatMap { [$0.address].compactMap { $0 } + ($0.mirrors ?? []) }
            #expect(addresses.isEmpty == (entry.login != nil), "\(id)")
            #expect(addresses.allSatisfy { $0.hasPrefix("https://") && !$0.contains(" ") }, "\(id)")
            #expect(entry.login?.contains("folder \(entry.folder ?? id) of the raw files") ?? true, "\(id)")
            #expect(entry.page.hasPrefix("http"), "\(id)")
        }
        #expect(
            catalogue.ids.filter { catalogue[$0]?.login != nil } == ["neu", "plantclef", "rsna", "rsna_by_patient"])
    }

    @Test func digestsAndSizesHaveTheirForm() throws {
        for id in catalogue.ids {
            for file in catalogue[id]?.files ?? [] {
                #expect(file.name == Path.name(of: file.name))
                for (digest, count) in [(file.sha256, 64), (file.md5, 32)] {
                    let isRight = digest.map { $0.count == count && $0.allSatisfy { "0123456789abcdef".contains($0) } }
                    #expect(isRight ?? true, "\(id) \(file.name)")
                }
                #expect(file.size ?? 1 > 0)
                // BreakHis' authors publish neither.
                let isKnown = file.sha256 != nil || file.md5 != nil || id.hasPrefix("breakhis")
                #expect(file.address == nil || isKnown, "\(id) \(file.name)")
            }
        }
    }

    /// A sentence that users read names the size that is checked.
    @Test func theWordsAgreeWithTheNumbers() throws {
        for id in catalogue.ids {
            let entry = try #require(catalogue[id])
            guard let file = entry.files?.first(where: { $0.address != nil }) else { continue }
            #expect(entry.obtain.hasPrefix("Run `fetch-prep fetch \(id)`"), "\(id)")
            #expect(entry.obtain.contains(file.name), "\(id)")
        }
        for id in ["cifar10", "cifar100", "food101", "dtd", "cub200", "eurosat", "uc_merced", "plantvillage"] {
            let entry = try #require(catalogue[id])
            let size = try #require(entry.files?.first?.size)
            #expect(entry.obtain.contains("(\(grouped(size)) bytes)"), "\(id)")
        }
    }

    @Test func theFourMagnificationsShareAnArchive() throws {
        let sets = ["40", "100", "200", "400"].compactMap { catalogue["breakhis_\($0)x"] }
        #expect(sets.count == 4 && sets.allSatisfy { $0.folder == "breakhis" })
        #expect(sets.map(\.variant) == ["40X", "100X", "200X", "400X"])
        #expect(Set(sets.flatMap { $0.files ?? [] }.compactMap(\.address)).count == 1)
        #expect(sets.map(\.expectedImages) == [1995, 2081, 2013, 1820])
        for entry in sets { #expect(entry.train + entry.test == entry.expectedImages + 9) }
    }
}
