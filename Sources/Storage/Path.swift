import Foundation

/// Paths as strings, split and joined without touching the file system.
public enum Path {
    public static func join(_ parts: String...) -> String {
        parts.dropFirst().reduce(parts.first ?? "") { path, part in
            path.isEmpty ? part : (path.hasSuffix("/") ? path + part : path + "/" + part)
        }
    }

    /// The folder that `path` lies in; "." for a bare name.
    public static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    public static func name(of path: String) -> String { (path as NSString).lastPathComponent }

    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    public static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// Every regular file below `folder`, as paths relative to it, in the order of their bytes:
    /// independent of the file system's own order. Symbolic links are not followed.
    public static func files(below folder: String) throws -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else {
            throw Failure("cannot list the folder", at: folder)
        }
        var names: [String] = []
        for case let name as String in walk {
            var information = stat()
            if lstat(join(folder, name), &information) == 0, information.st_mode & S_IFMT == S_IFREG {
                names.append(name)
            }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
