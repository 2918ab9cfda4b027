import Storage

/// A record of a list that comes with a data set, for errors.
struct ListPlace {
    /// The list's file.
    let path: String
    /// What is counted: line, row, entry.
    var unit = "line"
    /// Counted from 1.
    let number: Int

    func failure(
        _ what: String, advice: String = "The list is damaged or not the official one: fetch it again."
    ) -> Failure {
        Failure("\(unit) \(number): \(what)", at: path, advice: advice)
    }

    /// A whole number; `what` is what it stands for.
    func integer(_ text: some StringProtocol, _ what: String) throws -> Int {
        guard let number = Int(text) else { throw failure("the \(what) is not a whole number: \"\(text)\"") }
        return number
    }

    /// A path from a list, which must stay inside the data set's folder.
    func inside(_ file: String) throws -> String {
        let parts = file.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
                && part.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
        }
        guard isPlain else { throw failure("\"\(file)\" is not the path of a file inside the data set's folder") }
        return file
    }

    /// The folder that a path such as `class/image.jpg` begins with.
    func firstFolder(of file: String) throws -> String {
        guard let slash = file.firstIndex(of: "/"), slash != file.startIndex else {
            throw failure("\"\(file)\" is not a class's folder and a file in it")
        }
        return String(file[..<slash])
    }
}
