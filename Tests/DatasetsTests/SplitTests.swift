import Datasets
import Numerics
import Storage
import Testing

/// Random splits and percent subsets.
@Suite struct SplitTests {
    private let names = (0..<300).flatMap { image in ["crazing_\(image + 1).jpg", "patches_\(image + 1).jpg"] }
    private let labels = (0..<300).flatMap { _ in [0, 1] }

    private static let rule = RandomSplit(fraction: 0.8, seed: 1)

    @Test func eachClassIsDivided() {
        let parts = Self.rule.divide(names: names, labels: labels)
        for (part, expected) in [(parts.train, 240), (parts.test, 60)] {
            for label in 0...1 { #expect(part.count { labels[$0] == label } == expected) }
        }
        #expect(Set(parts.train + parts.test) == Set(names.indices))
        #expect(Set(parts.train).isDisjoint(with: parts.test))
    }

    @Test func theOrderOfTheFilesDoesNotMatter() {
        let parts = Self.rule.divide(names: names, labels: labels)
        let order = CounterRandom(seed: 5, purpose: .shuffle).permutation(names.count)
        let shuffled = Self.rule.divide(names: order.map { names[$0] }, labels: order.map { labels[$0] })
        #expect(shuffled.train.map { names[order[$0]] } == parts.train.map { names[$0] })
        #expect(shuffled.test.map { names[order[$0]] } == parts.test.map { names[$0] })
        let sorted = parts.train.map { names[$0] }
        #expect(sorted == sorted.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    /// Published results name the seed; it must go on meaning the same images.
    @Test func aSeedGoesOnMeaningTheSameImages() throws {
        let parts = Self.rule.divide(names: names, labels: labels)
        let digest = try Digest.of(parts.test.map { names[$0] }.joined(separator: "\n"))
        #expect(digest == "69379eaa60b42066a2a0a1fd6ff111268624411cd47f7952383d24f555a621d9")
        #expect(RandomSplit(fraction: 0.8, seed: 2).divide(names: names, labels: labels).test != parts.test)
    }

    @Test func bothPartsKeepAnImage() {
        let two = RandomSplit(fraction: 0.99, seed: 3).divide(names: ["a", "b"], labels: [0, 0])
        #expect(two.train.count == 1 && two.test.count == 1)
    }

    /// The sizes of PlantVillage's 39 classes, in the order of their names.
    private static let plantVillage = [
        630, 621, 275, 1645, 1143, 1502, 1052, 854, 513, 1192, 985, 1162, 1180, 1383, 1076, 423, 5507, 2297, 360, 997,
        1478, 1000, 1000, 152, 371, 5090, 1835, 1109, 456, 2127, 1000, 1909, 952, 1771, 1676, 1404, 5357, 373, 1591,
    ]

    /// Table 3 counts 44,343 and 11,105: four fifths of each class, rounded down.
    @Test func plantVillageIsRoundedDown() {
        let labels = Self.plantVillage.enumerated().flatMap { [Int](repeating: $0, count: $1) }
        let names = labels.indices.map { "\(labels[$0])/\($0)" }
        #expect(labels.count == 55_448)
        let down = RandomSplit(fraction: 0.8, seed: 1, rounding: .down).divide(names: names, labels: labels)
        #expect(down.train.count == 44_343 && down.test.count == 11_105)
        let nearest = Self.rule.divide(names: names, labels: labels)
        #expect(nearest.train.count == 44_361)
    }

    /// Nine tenths of ten are nine, though 0.9 x 10 might fall short of it in binary.
    @Test(arguments: [(0.9, 10, 9), (0.7, 10, 7), (0.8, 55, 44), (0.7, 100, 70), (0.29, 100, 29), (0.8, 14, 11)])
    func wholeSharesAreNotRoundedDown(_ fraction: Double, _ count: Int, _ expected: Int) {
        let names = (0..<count).map(String.init)
        let labels = [Int](repeating: 0, count: count)
        let split = RandomSplit(fraction: fraction, seed: 1, rounding: .down)
        #expect(split.divide(names: names, labels: labels).train.count == expected)
    }

    @Test func allImagesCanBeDividedTogether() {
        let names = (0..<17_736).map { String(100_000 + $0) }
        let labels = names.indices.map { $0 % 10 }
        let split = RandomSplit(fraction: 0.9, seed: 1, within: .all, rounding: .down)
        let parts = split.divide(names: names, labels: labels)
        #expect(parts.train.count == 15_962 && parts.test.count == 1_774)
        #expect(Set(parts.train + parts.test).count == names.count)
        // Labels play no part.
        #expect(split.divide(names: names, labels: [Int](repeating: 3, count: names.count)).test == parts.test)
        // Every class has its share, roughly.
        for label in 0..<10 { #expect((100...260).contains(parts.test.count { labels[$0] == label })) }
    }

    @Test(arguments: [RandomSplit.Scope.class, .all]) func patientsStayTogether(_ scope: RandomSplit.Scope) {
        // Patient p has p % 4 + 1 rows.
        let rows = (0..<400).flatMap { patient in (0...(patient % 4)).map { (patient: patient, row: $0) } }
        let names = rows.map { "\($0.patient)/\($0.row)" }
        let labels = rows.map { $0.patient % 3 == 0 ? 1 : 0 }
        let patients = rows.map { "p\($0.patient)" }
        let split = RandomSplit(fraction: 0.8, seed: 1, within: scope, by: .patient)
        let parts = split.divide(names: names, labels: labels, patients: patients)
        #expect(parts.train.count + parts.test.count == rows.count)
        let (train, test) = (Set(parts.train.map { patients[$0] }), Set(parts.test.map { patients[$0] }))
        #expect(train.isDisjoint(with: test) && train.count == 320 && test.count == 80)
        // By row they are torn apart.
        let byRow = RandomSplit(fraction: 0.8, seed: 1, within: scope, by: .row)
        let torn = byRow.divide(names: names, labels: labels, patients: patients)
        #expect(!Set(torn.train.map { patients[$0] }).isDisjoint(with: Set(torn.test.map { patients[$0] })))
        // The order of the rows does not matter.
        let order = CounterRandom(seed: 6, purpose: .shuffle).permutation(rows.count)
        let shuffled = split.divide(
            names: order.map { names[$0] }, labels: order.map { labels[$0] }, patients: order.map { patients[$0] })
        #expect(shuffled.test.map { names[order[$0]] } == parts.test.map { names[$0] })
    }

    @Test func subsetsOfCIFARHaveThePapersSizes() {
        let labels = (0..<50_000).map { Int32($0 * 7 % 10) }
        var larger = Set(labels.indices)
        for (percent, total) in [(100, 50_000), (10, 5_000), (1, 500)] {
            let chosen = Subset.indices(labels: labels, classes: 10, percent: percent, seed: 1)
            #expect(chosen.count == total)
            #expect(chosen == chosen.sorted() && Set(chosen).count == total)
            #expect(larger.isSuperset(of: chosen))
            for label in 0..<10 { #expect(chosen.count { labels[$0] == label } == total / 10) }
            larger = Set(chosen)
        }
    }

    @Test func everyPercentageHoldsTheSmallerOnes() {
        let labels = (0..<1_440).map { Int32($0 % 6) }
        var smaller: Set<Int> = []
        for percent in 1...100 {
            let chosen = Set(Subset.indices(labels: labels, classes: 6, percent: percent, seed: 9))
            #expect(chosen.isSuperset(of: smaller))
            if percent == 10 { #expect(chosen.count == 144) }
            smaller = chosen
        }
        #expect(smaller.count == labels.count)
    }

    @Test func everyClassKeepsAnImage() {
        let labels: [Int32] = [0, 0, 0, 1, 2, 2]
        let chosen = Subset.indices(labels: labels, classes: 4, percent: 1, seed: 1)
        #expect(chosen.map { labels[$0] } == [0, 1, 2])
    }

    @Test func theSeedChoosesTheSubset() {
        let labels = [Int32](repeating: 0, count: 1_000)
        let first = Subset.indices(labels: labels, classes: 1, percent: 10, seed: 1)
        #expect(first == Subset.indices(labels: labels, classes: 1, percent: 10, seed: 1))
        #expect(first != Subset.indices(labels: labels, classes: 1, percent: 10, seed: 2))
    }
}
