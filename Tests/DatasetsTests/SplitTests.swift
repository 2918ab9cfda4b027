import Datasets
import Numerics
import Storage
import Testing

/// Random splits and percent subsets.
@Suite struct SplitTests {
    private let names = (0..<300).flatMap { image in ["crazing_\(image + 1).jpg", "patches_\(image + 1).jpg"] }
    private let labels = (0..<300).flatMap { _ in [0, 1] }

    @Test func eachClassIsDivided() {
        let parts = SplitRule.divide(names: names, labels: labels, fraction: 0.8, seed: 1)
        for (part, expected) in [(parts.train, 240), (parts.test, 60)] {
            for label in 0...1 { #expect(part.count { labels[$0] == label } == expected) }
        }
        #expect(Set(parts.train + parts.test) == Set(names.indices))
        #expect(Set(parts.train).isDisjoint(with: parts.test))
    }

    @Test func theOrderOfTheFilesDoesNotMatter() {
        let parts = SplitRule.divide(names: names, labels: labels, fraction: 0.8, seed: 1)
        let order = CounterRandom(seed: 5, purpose: .shuffle).permutation(names.count)
        let shuffled = SplitRule.divide(
            names: order.map { names[$0] }, labels: order.map { labels[$0] }, fraction: 0.8, seed: 1)
        #expect(shuffled.train.map { names[order[$0]] } == parts.train.map { names[$0] })
        #expect(shuffled.test.map { names[order[$0]] } == parts.test.map { names[$0] })
        let sorted = parts.train.map { names[$0] }
        #expect(sorted == sorted.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    /// Published results name the seed; it must go on meaning the same images.
    @Test func aSeedGoesOnMeaningTheSameImages() throws {
        let parts = SplitRule.divide(names: names, labels: labels, fraction: 0.8, seed: 1)
        let digest = try Digest.of(parts.test.map { names[$0] }.joined(separator: "\n"))
        #expect(digest == "69379eaa60b42066a2a0a1fd6ff111268624411cd47f7952383d24f555a621d9")
        #expect(SplitRule.divide(names: names, labels: labels, fraction: 0.8, seed: 2).test != parts.test)
    }

    @Test func bothPartsKeepAnImage() {
        let two = SplitRule.divide(names: ["a", "b"], labels: [0, 0], fraction: 0.99, seed: 3)
        #expect(two.train.count == 1 && two.test.count == 1)
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
