import Foundation
import Storage

/// A folder that holds a folder a class, with images at any depth below it, as torchvision's ImageFolder
/// reads it. Symbolic links are followed wherever they lead; one that leads back to a folder above it is not.
struct ClassTree {
    struct Class {
        let name: String
        /// Paths below the class's folder; none for an empty class.
        let images: [String]
    }

    let root: String
    /// In the order of the names' bytes.
    private(set) var classes: [Class] = []
    /// Files beside the class folders; paths below `root`, as in the lists that follow.
    private(set) var strays: [String] = []
    /// Files in class folders that are no images by their names.
    private(set) var notImages: [String] = []
    /// Links that lead nowhere or in a circle, pipes, and names that are not UTF-8.
    private(set) var unreachable: [String] = []

    init(_ root: String) throws {
        self.root = root
        let content = try FolderContent(root)
        strays = content.files
        unreachable = content.others
        for name in content.folders {
            var images: [String] = []
            try gather(name, "", above: [], into: &images)
            classes.append(Class(name: name, images: images))
        }
    }

    /// What tells a folder, whatever path leads to it.
    private struct Identity: Equatable {
        let device: UInt
        let number: UInt

        init?(_ path: String) {
            var information = stat()
            guard stat(path, &information) == 0 else { return nil }
            device = UInt(information.st_dev)
            number = UInt(information.st_ino)
        }
    }

    private mutating func gather(
        _ name: String, _ place: String, above: [Identity], into images: inout [String]
    ) throws {
        let folder = place.isEmpty ? Path.join(root, name) : Path.join(root, name, place)
        guard let identity = Identity(folder), !above.contains(identity) else {
            unreachable.append(place.isEmpty ? name : Path.join(name, place))
            return
        }
        let content = try FolderContent(folder)
        func below(_ file: String) -> String { place.isEmpty ? file : Path.join(place, file) }
        for file in content.files {
            if ImageFiles.isImage(file) {
                images.append(below(file))
            } else {
                notImages.append(Path.join(name, below(file)))
            }
        }
        unreachable += content.others.map { Path.join(name, below($0)) }
        for next in content.folders {
            try gather(name, below(next), above: above + [identity], into: &images)
        }
    }
}
