import Foundation
import Numerics
import Storage
import TestSupport
import Testing
import Training

/// LogME against the paper's formulas in numpy (Scripts/reference/logme.py).
@Suite struct LogMETests {
    /// As logme.py makes them.
    private func features(
        _ name: String, images: Int, dimensions: Int, classes: Int, apart: Float
    ) -> (values: [Float], labels: [Int32]) {
        let noise = Hashed.uniform("logme.\(name)", images * dimensions)
        let means = Hashed.uniform("logme.\(name)#means", classes * dimensions)
        let labels = Hashed.labels(images, classes: classes).map { name == "unused" ? $0 % Int32(classes - 1) : $0 }
        var values = noise
        for image in 0..<images {
            for index in 0..<dimensions {
                let shift = apart * means[Int(labels[image]) * dimensions + index]
                values[image * dimensions + index] = noise[image * dimensions + index] + shift
            }
            if name == "deficient" {
                for index in dimensions / 2..<dimensions {
                    values[image * dimensions + index] = values[image * dimensions + index - dimensions / 2]
                }
            }
        }
        return (values, labels)
    }

    @Test func scoresAreThoseOfTheFormulas() throws {
        let table = try CSVTable(path: Path.join(Fixtures.folder, "logme.csv"))
        #expect(table.rows.count == 7)
        for record in table.records {
            func number(_ name: String) throws -> Double { try #require(record[name].flatMap(Double.init)) }
            let name = try #require(record["name"])
            let (values, labels) = features(
                name, images: Int(try number("images")), dimensions: Int(try number("dimensions")),
                classes: Int(try number("classes")), apart: Float(try number("apart")))
            let (score, expected) = (try LogME.score(features: values, labels: labels), try number("score"))
            #expect(abs(score - expected) <= 1e-6 * max(1, abs(expected)), "\(name): \(score), not \(expected)")
        }
    }

    @Test func whatSeparatesTheClassesScoresHigher() throws {
        let scores = try [Float(0), 0.1, 0.3, 1, 3].map { apart in
            let (values, labels) = features("order", images: 200, dimensions: 20, classes: 5, apart: apart)
            return try LogME.score(features: values, labels: labels)
        }
        #expect(scores == scores.sorted() && Set(scores).count == scores.count, "\(scores)")
    }

    @Test func theOrderOfTheImagesDoesNotMatter() throws {
        let (values, labels) = features("order", images: 50, dimensions: 8, classes: 4, apart: 1)
        let reversed = labels.indices.reversed().flatMap { values[($0 * 8)..<(($0 + 1) * 8)] }
        let difference =
            try LogME.score(features: values, labels: labels)
            - LogME.score(features: reversed, labels: labels.reversed())
        #expect(abs(difference) < 1e-9)
    }

    @Test func oneClassAndConstantFeaturesGiveANumber() throws {
        #expect(try LogME.score(features: [1, 2, 3, 4], labels: [0, 0]).isFinite)
        #expect(
            try LogME.score(features: [Float](repeating: 1, count: 30), labels: [0, 1, 0, 1, 0, 1]).isFinite)
        #expect(throws: NumericsError.self) { try LogME.score(features: [1, .nan], labels: [0, 1]) }
    }

    @Test func eigenvectorsRebuildTheMatrix() throws {
        let (size, blas) = (7, try BLAS.shared())
        let values = Hashed.uniform("eigen", size * 5).map(Double.init)
        let gram = try blas.gram(values, rows: size, columns: 5)
        #expect(gram.count == 25)
        let wide = try blas.gram(values, rows: 5, columns: size)
        #expect(wide.count == 25)
        for (matrix, entry) in [
            (gram, { (row: Int, k: Int) in values[k * 5 + row] }),
            (wide, { (row: Int, k: Int) in values[row * 7 + k] }),
        ] {
            for row in 0..<5 {
                for column in 0..<5 {
                    let expected = (0..<size).reduce(0) { $0 + entry(row, $1) * entry(column, $1) }
                    #expect(abs(matrix[row * 5 + column] - expected) < 1e-12)
                }
            }
            let (eigenvalues, vectors) = try blas.eigen(symmetric: matrix, size: 5)
            #expect(eigenvalues == eigenvalues.sorted())
            for row in 0..<5 {
                for column in 0..<5 {
                    let rebuilt = (0..<5).reduce(0) {
                        $0 + eigenvalues[$1] * vectors[$1 * 5 + row] * vectors[$1 * 5 + column]
                    }
                    #expect(abs(rebuilt - matrix[row * 5 + column]) < 1e-12)
                }
            }
        }
    }
}
