import CHDF5
import Foundation

/// Reads an HDF5 file of this project's own. The file stays open as long as the reader lives.
public final class HDF5Reader {
    public let path: String
    private let file: hid_t
    private var datasets: [String: (id: hid_t, shape: [Int])] = [:]

    public init(path: String) throws {
        self.path = path
        guard Path.exists(path) else { throw Failure("there is no such file", at: path) }
        file = try HDF5Library.locked {
            try HDF5Library.check(
                H5Fopen(path, UInt32(H5F_ACC_RDONLY_VALUE), hid_t(H5P_DEFAULT_VALUE)), "opening the file", at: path)
        }
    }

    deinit {
        try? HDF5Library.locked {
            for dataset in datasets.values { H5Dclose(dataset.id) }
            H5Fclose(file)
        }
    }

    public func contains(_ name: String) -> Bool {
        (try? HDF5Library.locked {
            // H5Lexists answers for the last part only and fails where a group on the way is missing.
            var prefix = ""
            for part in name.split(separator: "/") {
                prefix += "/" + part
                if H5Lexists(file, prefix, hid_t(H5P_DEFAULT_VALUE)) <= 0 { return false }
            }
            return true
        }) ?? false
    }

    /// The extents of a dataset; empty for a scalar.
    public func shape(of name: String) throws -> [Int] { try HDF5Library.locked { try dataset(name).shape } }

    /// The whole dataset in row-major order.
    public func read<Element: HDF5Element>(_ name: String, as type: Element.Type = Element.self) throws -> [Element] {
        let count = try shape(of: name).reduce(1, *)
        return try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            try read(name, into: buffer)
            initialized = count
        }
    }

    /// Fills `buffer`, whose size must be the dataset's.
    public func read<Element: HDF5Element>(_ name: String, into buffer: UnsafeMutableBufferPointer<Element>) throws {
        try HDF5Library.locked {
            let dataset = try dataset(name)
            guard dataset.shape.reduce(1, *) == buffer.count else {
                throw Failure("\(name) has the shape \(dataset.shape), not \(buffer.count) values", at: path)
            }
            guard let start = buffer.baseAddress, !buffer.isEmpty else { return }
            try checkType(of: dataset.id, name, as: Element.self)
            try HDF5Library.check(
                H5Dread(
                    dataset.id, Element.hdf5Type, hid_t(H5S_ALL_VALUE), hid_t(H5S_ALL_VALUE),
                    hid_t(H5P_DEFAULT_VALUE), start),
                "reading \(name)", at: path)
        }
    }

    /// Reads rows along the first axis into `buffer`.
    public func readRows<Element: HDF5Element>(
        _ name: String, _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Element>
    ) throws {
        try HDF5Library.locked {
            let dataset = try dataset(name)
            let rowSize = dataset.shape.dropFirst().reduce(1, *)
            guard let extent = dataset.shape.first, rows.lowerBound >= 0, rows.upperBound <= extent,
                rows.count * rowSize == buffer.count
            else { throw Failure("rows \(rows) of \(name) with the shape \(dataset.shape)", at: path) }
            guard let start = buffer.baseAddress, !buffer.isEmpty else { return }
            try checkType(of: dataset.id, name, as: Element.self)
            try HDF5Selection.withRows(rows, of: dataset.id, shape: dataset.shape) { memory, disk in
                try HDF5Library.check(
                    H5Dread(dataset.id, Element.hdf5Type, memory, disk, hid_t(H5P_DEFAULT_VALUE), start),
                    "reading \(name)", at: path)
            }
        }
    }

    /// A dataset of fixed-length strings.
    public func readStrings(_ name: String) throws -> [String] {
        try HDF5Library.locked {
            let dataset = try dataset(name)
            let count = dataset.shape.reduce(1, *)
            let type = H5Dget_type(dataset.id)
            defer { H5Tclose(type) }
            guard H5Tget_class(type) == H5T_STRING, H5Tis_variable_str(type) == 0 else {
                throw Failure("\(name) does not hold strings", at: path)
            }
            let length = H5Tget_size(type)
            var bytes = [UInt8](repeating: 0, count: max(1, count * length))
            if count > 0 {
                try HDF5Library.check(
                    H5Dread(
                        dataset.id, type, hid_t(H5S_ALL_VALUE), hid_t(H5S_ALL_VALUE), hid_t(H5P_DEFAULT_VALUE), &bytes),
                    "reading \(name)", at: path)
            }
            return (0..<count).map { index in
                String(decoding: bytes[(index * length)..<((index + 1) * length)].prefix { $0 != 0 }, as: UTF8.self)
            }
        }
    }

    /// A text attribute of the file's root; nil where there is none.
    public func attribute(_ name: String) throws -> String? {
        try HDF5Library.locked {
            guard H5Aexists(file, name) > 0 else { return nil }
            let attribute = try HDF5Library.check(
                H5Aopen(file, name, hid_t(H5P_DEFAULT_VALUE)), "opening the attribute \(name)", at: path)
            defer { H5Aclose(attribute) }
            let type = H5Aget_type(attribute)
            defer { H5Tclose(type) }
            guard H5Tget_class(type) == H5T_STRING, H5Tis_variable_str(type) == 0 else {
                throw Failure("the attribute \(name) is not text", at: path)
            }
            var bytes = [UInt8](repeating: 0, count: H5Tget_size(type) + 1)
            try HDF5Library.check(H5Aread(attribute, type, &bytes), "reading the attribute \(name)", at: path)
            return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// The names of the datasets and groups directly below a group, in the order of their bytes.
    public func names(in group: String) throws -> [String] {
        try HDF5Library.locked {
            let id = try HDF5Library.check(
                H5Gopen2(file, group, hid_t(H5P_DEFAULT_VALUE)), "opening the group \(group)", at: path)
            defer { H5Gclose(id) }
            var information = H5G_info_t()
            try HDF5Library.check(H5Gget_info(id, &information), "listing \(group)", at: path)
            return try (0..<information.nlinks).map { index in
                let length = H5Lget_name_by_idx(
                    id, ".", H5_INDEX_NAME, H5_ITER_INC, index, nil, 0, hid_t(H5P_DEFAULT_VALUE))
                try HDF5Library.check(length, "listing \(group)", at: path)
                var bytes = [CChar](repeating: 0, count: length + 1)
                H5Lget_name_by_idx(
                    id, ".", H5_INDEX_NAME, H5_ITER_INC, index, &bytes, bytes.count, hid_t(H5P_DEFAULT_VALUE))
                return String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
    }

    private func dataset(_ name: String) throws -> (id: hid_t, shape: [Int]) {
        if let known = datasets[name] { return known }
        let id = try HDF5Library.check(
            H5Dopen2(file, name, hid_t(H5P_DEFAULT_VALUE)), "opening the dataset \(name)", at: path)
        let space = H5Dget_space(id)
        defer { H5Sclose(space) }
        let rank = Int(H5Sget_simple_extent_ndims(space))
        var extent = [hsize_t](repeating: 0, count: max(rank, 1))
        H5Sget_simple_extent_dims(space, &extent, nil)
        let opened = (id: id, shape: extent.prefix(rank).map { Int($0) })
        datasets[name] = opened
        return opened
    }

    /// HDF5 would convert between number types without a word; a file of another type is an error here.
    private func checkType<Element: HDF5Element>(of dataset: hid_t, _ name: String, as type: Element.Type) throws {
        let stored = H5Dget_type(dataset)
        defer { H5Tclose(stored) }
        guard H5Tequal(stored, Element.hdf5Type) > 0 else {
            throw Failure("\(name) does not hold values of type \(Element.self)", at: path)
        }
    }
}
