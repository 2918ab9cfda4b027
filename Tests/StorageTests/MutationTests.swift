import Foundation
import Storage
import TestSupport
import Testing

/// Damaged CSV tables and torch checkpoints: each gives values or a `Failure`, within a second of the processor.
@Suite struct MutationTests {
    private static func isReadOrRefused(
        _ originals: [[UInt8]], seed: UInt64, _ read: ([UInt8]) throws -> Void
    ) -> (read: Int, slowest: Duration) {
        let mutations = Mutations(seed: seed)
        var (whole, slowest) = (0, Duration.zero)
        for number in 0..<Mutations.count {
            let bytes = mutations.mutate(originals[number % originals.count], number: number)
            let time = ProcessorTime.of {
                do {
                    try read(bytes)
                    whole += 1
                } catch {
                    #expect(error is Failure, "\(number): \(error)")
                }
            }
            slowest = max(slowest, time)
        }
        return (whole, slowest)
    }

    @Test func aTableIsReadOrRefused() {
        let tables = [
            "# digest: 1\n# a: b\nname,label,score\na.png,1,0.5\n\"b, c.png\",2,1e-3\n\"d \"\"e\"\".png\",3,\n",
            "patientId,x,y,width,height,Target\r\n0004cfab,264.0,152.0,213.0,379.0,1\r\n00436515,,,,,0\r\n",
        ].map { Array($0.utf8) }
        let found = Self.isReadOrRefused(tables, seed: 21) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure("is not UTF-8 text") }
            let table = try CSVTable(text: text, name: "damaged.csv")
            #expect(table.rows.allSatisfy { $0.count == table.columns.count })
        }
        #expect(found.read > 0 && found.read < Mutations.count && found.slowest < .seconds(1), "\(found)")
    }

    @Test func aCheckpointIsReadOrRefused() throws {
        let folder = Path.join(Fixtures.root, "Tests/Fixtures/torch/good")
        let files = try ["legacy.pth", "legacy_oldest.pth", "legacy_wrapped.pth", "zip.pth", "zip_wrapped.pth"].map {
            try FileBytes.read(Path.join(folder, $0))
        }
        let found = Self.isReadOrRefused(files, seed: 22) { bytes in
            for tensor in try TorchCheckpoint.read(Data(bytes), named: "damaged.pth") {
                #expect(tensor.values.count == tensor.shape.reduce(1, *))
            }
        }
        #expect(found.read < Mutations.count && found.slowest < .seconds(1), "\(found)")
    }
}
