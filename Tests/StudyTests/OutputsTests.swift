import Foundation
import Storage
import Study
import Testing

@Suite struct OutputsTests {
    @Test func reasons() throws {
        let place = try Workplace()
        let (csv, text) = (Path.join(place.path, "a.csv"), Path.join(place.path, "a.md"))
        let outputs = Outputs(recorder: csv, others: [text], inputs: Inputs(["seed": "1"]))
        #expect(outputs.reasons == ["it has not been made yet"])
        try CSVTable(comments: outputs.inputs.comments, columns: ["a"]).write(to: csv)
        #expect(outputs.reasons == ["a.md is missing"])
        try AtomicFile.write("x", to: text)
        #expect(outputs.reasons.isEmpty)
        #expect(outputs.explanation == "\(text): up to date\n\(csv): up to date")
        let other = Outputs(recorder: csv, others: [text], inputs: Inputs(["seed": "2"]))
        #expect(other.reasons == ["seed was 1, is now 2"])
        try CSVTable(columns: ["a"]).write(to: csv)
        #expect(outputs.reasons == ["it records no inputs"])
    }

    @Test func touchMovesTimesAndNothingElse() throws {
        let place = try Workplace()
        let file = try place.write("text", to: "a.csv")
        let old = Date(timeIntervalSince1970: 1_000_000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file)
        let outputs = Outputs(recorder: file, inputs: Inputs())
        try outputs.touch()
        let date = try #require(
            try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date)
        #expect(abs(date.timeIntervalSinceNow) < 60)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "text")
    }
}
