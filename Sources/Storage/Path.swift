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
    /// independent of the file system's own order. Symbolic links are not followed; names that are not
    /// UTF-8 are left out, as no string could name them.
    public static func files(below folder: String) throws -> [String] {
        var files: [String] = []
        try walk(folder, below: "", &files)
        return files
    }

    /// Goes through one folder. Its folders are put among its files as if their names ended in the slash
    /// that follows, which gives the order of whole paths.
    private static func walk(_ folder: String, below prefix: String, _ files: inout [String]) throws {
        guard let stream = opendir(folder) else {
            throw Failure.system("cannot list the folder", at: folder, errno: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            if let name = name(of: entry, in: folder) { names.append(name) }
        }
        guard errno == 0 else { throw Failure.system("cannot list the folder", at: folder, errno: errno) }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            if name.hasSuffix("/") {
                try walk(join(folder, String(name.dropLast())), below: prefix + name, &files)
            } else {
                files.append(prefix + name)
            }
        }
    }

    /// The name of a regular file, or of a folder with a slash behind it; nil for anything else.
    private static func name(of entry: UnsafeMutablePointer<dirent>, in folder: String) -> String? {
        // The record ends where its name does, which is before the end of the declared array.
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
        let bytes = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
        guard let name = String(validatingCString: bytes), name != ".", name != ".." else { return nil }
        switch Int(entry.pointee.d_type) {
        case Int(DT_REG): return name
        case Int(DT_DIR): return name + "/"
        case Int(DT_UNKNOWN):
            // Some file systems do not say.
            var information = stat()
            guard lstat(join(folder, name), &information) == 0 else { return nil }
            switch information.st_mode & S_IFMT {
            case S_IFREG: return name
            case S_IFDIR: return name + "/"
            default: return nil
            }
        default: return nil
        }
    }
}
