import Foundation
import Storage

/// What lies directly in a folder, each kind in the order of the names' bytes. Hidden names, those that
/// begin with a dot, and what macOS adds to zip archives are left out; symbolic links count as what they
/// lead to.
struct FolderContent {
    private(set) var folders: [String] = []
    private(set) var files: [String] = []
    /// Links that lead nowhere, pipes and devices, and names that are not UTF-8.
    private(set) var others: [String] = []

    /// - Throws: `Failure` that names the folder.
    init(_ path: String) throws {
        guard let stream = opendir(path) else {
            throw Failure.system("cannot list the folder", at: path, errno: errno)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw Failure.system("cannot list the folder", at: path, errno: errno) }
                break
            }
            add(entry, in: path)
        }
        folders.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        others.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private mutating func add(_ entry: UnsafeMutablePointer<dirent>, in folder: String) {
        // The record ends where its name does, which is before the end of the declared array.
        guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return }
        let bytes = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
        if bytes[0] == CChar(bitPattern: UInt8(ascii: ".")) { return }
        guard let name = String(validatingCString: bytes) else {
            others.append(String(cString: bytes))
            return
        }
        if name == "__MACOSX" { return }
        switch Int(entry.pointee.d_type) {
        case Int(DT_DIR): folders.append(name)
        case Int(DT_REG): files.append(name)
        default:
            var information = stat()
            guard stat(Path.join(folder, name), &information) == 0 else { return others.append(name) }
            switch information.st_mode & S_IFMT {
            case S_IFDIR: folders.append(name)
            case S_IFREG: files.append(name)
            default: others.append(name)
            }
        }
    }
}
