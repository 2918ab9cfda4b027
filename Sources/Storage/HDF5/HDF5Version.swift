import CHDF5

/// The library's version, as programs report it.
public enum HDF5Version {
    public static var current: String {
        (try? HDF5Library.locked {
            var (major, minor, release) = (UInt32(0), UInt32(0), UInt32(0))
            try HDF5Library.check(H5get_libversion(&major, &minor, &release), "asking for its version", at: "")
            return "\(major).\(minor).\(release)"
        }) ?? "unknown"
    }
}
