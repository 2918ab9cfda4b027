import CHDF5

/// Selections of whole rows along a dataset's first axis.
enum HDF5Selection {
    static func withRows(
        _ rows: Range<Int>, of dataset: hid_t, shape: [Int],
        _ body: (_ memory: hid_t, _ disk: hid_t) throws -> Void
    ) throws {
        var count = shape.map { hsize_t($0) }
        count[0] = hsize_t(rows.count)
        var start = [hsize_t](repeating: 0, count: shape.count)
        start[0] = hsize_t(rows.lowerBound)
        let memory = H5Screate_simple(Int32(shape.count), count, nil)
        let disk = H5Dget_space(dataset)
        defer {
            H5Sclose(memory)
            H5Sclose(disk)
        }
        H5Sselect_hyperslab(disk, H5S_SELECT_SET, start, nil, count, nil)
        try body(memory, disk)
    }
}

/// A fixed-length, null-padded UTF-8 string type; closed with its owner.
final class HDF5StringType {
    let id: hid_t

    init(length: Int) throws {
        id = H5Tcopy(wb_h5t_c_string())
        guard id >= 0, H5Tset_size(id, length) >= 0, H5Tset_strpad(id, H5T_STR_NULLPAD) >= 0,
            H5Tset_cset(id, H5T_CSET_UTF8) >= 0
        else { throw Failure("HDF5 has no string type of \(length) bytes") }
    }

    deinit { H5Tclose(id) }
}
