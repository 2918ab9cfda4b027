import CHDF5
import Foundation

/// Writes an HDF5 file atomically and reproducibly: object time stamps are off and the earliest
/// format is used, so that equal content gives equal bytes.
///
/// Names are paths with `/`; groups on the way are made. Datasets are contiguous and uncompressed, unless `deflate` is
/// asked for.
public final class HDF5Writer {
    private let file: hid_t
    private let path: String

    /// Calls `body` with a writer and moves the finished file to `path`.
    public static func write(to path: String, _ body: (HDF5Writer) throws -> Void) throws {
        try AtomicFile.write(to: path) { temporary in
            try HDF5Library.locked {
                let creation = H5Pcreate(wb_h5p_file_create())
                let access = H5Pcreate(wb_h5p_file_access())
                defer {
                    H5Pclose(creation)
                    H5Pclose(access)
                }
                H5Pset_obj_track_times(creation, false)
                H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110)
                errno = 0
                let file = try HDF5Library.check(
                    H5Fcreate(temporary, UInt32(H5F_ACC_TRUNC_VALUE), creation, access), "creating the file", at: path)
                do {
                    try body(HDF5Writer(file: file, path: path))
                    try HDF5Library.check(H5Fflush(file, H5F_SCOPE_GLOBAL), "flushing", at: path)
                } catch {
                    H5Fclose(file)
                    throw error
                }
                try HDF5Library.check(H5Fclose(file), "closing the file", at: path)
            }
        }
    }

    private init(file: hid_t, path: String) {
        self.file = file
        self.path = path
    }

    /// Writes `values` in row-major order as a dataset of `shape`.
    public func write<Element: HDF5Element>(_ name: String, _ values: [Element], shape: [Int]? = nil) throws {
        try values.withUnsafeBufferPointer { try write(name, $0, shape: shape ?? [values.count]) }
    }

    public func write<Element: HDF5Element>(
        _ name: String, _ values: UnsafeBufferPointer<Element>, shape: [Int]
    ) throws {
        guard shape.reduce(1, *) == values.count else {
            throw Failure("\(values.count) values do not fill the shape \(shape)", at: "\(path):\(name)")
        }
        let dataset = try create(name, of: Element.self, shape: shape)
        defer { H5Dclose(dataset) }
        guard let start = values.baseAddress, values.count > 0 else { return }
        errno = 0
        try HDF5Library.check(
            H5Dwrite(
                dataset, Element.hdf5Type, hid_t(H5S_ALL_VALUE), hid_t(H5S_ALL_VALUE), hid_t(H5P_DEFAULT_VALUE), start),
            "writing \(name)", at: path)
    }

    /// Makes a dataset of `shape` and fills it in pieces along the first axis.
    ///
    /// `body` gets a function that appends rows; together they must fill the dataset.
    ///
    /// - Parameter deflate: zlib's level, 1 to 9, for a dataset that is compressed row by row.
    public func writeRows<Element: HDF5Element>(
        _ name: String, of type: Element.Type, shape: [Int], deflate: Int? = nil,
        _ body: (_ append: (UnsafeBufferPointer<Element>) throws -> Void) throws -> Void
    ) throws {
        let dataset = try create(name, type: type.hdf5Type, shape: shape, deflate: deflate)
        defer { H5Dclose(dataset) }
        let rowSize = shape.dropFirst().reduce(1, *)
        var row = 0
        try body { values in
            guard let start = values.baseAddress, rowSize > 0 else { return }
            let count = values.count / rowSize
            guard count * rowSize == values.count, row + count <= shape[0] else {
                throw Failure("a piece does not fit the shape \(shape)", at: "\(self.path):\(name)")
            }
            errno = 0
            try HDF5Selection.withRows(row..<(row + count), of: dataset, shape: shape) { memory, disk in
                try HDF5Library.check(
                    H5Dwrite(dataset, Element.hdf5Type, memory, disk, hid_t(H5P_DEFAULT_VALUE), start),
                    "writing \(name)", at: path)
            }
            row += count
        }
        guard row == shape.first ?? 0 else {
            throw Failure("\(row) of \(shape[0]) rows were written", at: "\(path):\(name)")
        }
    }

    /// Writes strings as fixed-length, null-padded UTF-8.
    public func write(_ name: String, strings: [String]) throws {
        let length = max(1, strings.map(\.utf8.count).max() ?? 1)
        var bytes = [UInt8](repeating: 0, count: max(1, length * strings.count))
        for (index, string) in strings.enumerated() {
            for (offset, byte) in string.utf8.enumerated() { bytes[index * length + offset] = byte }
        }
        let type = try HDF5StringType(length: length)
        let dataset = try create(name, type: type.id, shape: [strings.count])
        defer { H5Dclose(dataset) }
        guard !strings.isEmpty else { return }
        errno = 0
        try HDF5Library.check(
            H5Dwrite(dataset, type.id, hid_t(H5S_ALL_VALUE), hid_t(H5S_ALL_VALUE), hid_t(H5P_DEFAULT_VALUE), bytes),
            "writing \(name)", at: path)
    }

    /// Sets a text attribute of the file's root.
    public func setAttribute(_ name: String, _ value: String) throws {
        let bytes = Array(value.utf8) + [0]
        let type = try HDF5StringType(length: max(1, bytes.count - 1))
        let space = H5Screate(H5S_SCALAR)
        defer { H5Sclose(space) }
        let attribute = try HDF5Library.check(
            H5Acreate2(file, name, type.id, space, hid_t(H5P_DEFAULT_VALUE), hid_t(H5P_DEFAULT_VALUE)),
            "making the attribute \(name)", at: path)
        defer { H5Aclose(attribute) }
        try HDF5Library.check(H5Awrite(attribute, type.id, bytes), "writing the attribute \(name)", at: path)
    }

    private func create<Element: HDF5Element>(_ name: String, of type: Element.Type, shape: [Int]) throws -> hid_t {
        try create(name, type: Element.hdf5Type, shape: shape)
    }

    private func create(_ name: String, type: hid_t, shape: [Int], deflate: Int? = nil) throws -> hid_t {
        let extent = shape.map { hsize_t($0) }
        let space =
            shape.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(shape.count), extent, nil)
        let links = H5Pcreate(wb_h5p_link_create())
        let creation = H5Pcreate(wb_h5p_dataset_create())
        defer {
            H5Sclose(space)
            H5Pclose(links)
            H5Pclose(creation)
        }
        H5Pset_create_intermediate_group(links, 1)
        H5Pset_obj_track_times(creation, false)
        errno = 0
        if let deflate {
            let row = [1] + extent.dropFirst()
            try HDF5Library.check(
                H5Pset_chunk(creation, Int32(row.count), row), "dividing the dataset \(name) into rows", at: path)
            try HDF5Library.check(
                H5Pset_deflate(creation, UInt32(deflate)), "choosing the compression of \(name)", at: path)
        }
        return try HDF5Library.check(
            H5Dcreate2(file, name, type, space, links, creation, hid_t(H5P_DEFAULT_VALUE)),
            "making the dataset \(name)", at: path)
    }
}
