/// Files that are images by their names.
enum ImageFiles {
    /// What the names of the formats that `ImageDecoder` knows end in.
    static let extensions: Set<String> = ["jpg", "jpeg", "png", "bmp", "tif", "tiff", "dcm"]

    /// Hidden files, such as the `._x.jpg` that macOS leaves in archives, are none.
    static func isImage(_ name: String) -> Bool { has(name, extensions) }

    static func has(_ name: String, _ extensions: Set<String>) -> Bool {
        guard name.utf8.first != UInt8(ascii: "."), let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else {
            return false
        }
        return extensions.contains(name[dot...].dropFirst().lowercased())
    }
}
