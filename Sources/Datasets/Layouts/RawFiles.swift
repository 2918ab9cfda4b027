import Foundation
import Storage

/// Lists the files of a data set's folder.
package enum RawFiles {
    /// Every regular file below `folder`, in the order of their bytes; none where there is no such
    /// folder. The folder and what lies directly in it may be symbolic links, as users make them to
    /// data that is kept elsewhere. The note of an unpacked folder is none of its files.
    package static func list(_ folder: String) throws -> [String] {
        guard Path.isFolder(folder) else { return [] }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw Failure("cannot list the folder: \(error.localizedDescription)", at: folder)
        }
        var files: [String] = []
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where name != ArchiveName.marker {
            let path = Path.join(folder, name)
            if Path.isFolder(path) {
                let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
                files += try Path.files(below: target).map { Path.join(path, $0) }
            } else if Path.exists(path) {
                files.append(path)
            }
        }
        return files
    }
}
