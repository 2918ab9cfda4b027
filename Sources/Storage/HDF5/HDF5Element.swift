import CHDF5

/// A number type that datasets are made of; stored little-endian.
public protocol HDF5Element: BitwiseCopyable {
    /// The HDF5 type of one element.
    static var hdf5Type: hid_t { get }
    static var zero: Self { get }
}

extension Float: HDF5Element { public static var hdf5Type: hid_t { wb_h5t_float() } }
extension Double: HDF5Element { public static var hdf5Type: hid_t { wb_h5t_double() } }
extension UInt8: HDF5Element { public static var hdf5Type: hid_t { wb_h5t_uint8() } }
extension Int32: HDF5Element { public static var hdf5Type: hid_t { wb_h5t_int32() } }
extension Int64: HDF5Element { public static var hdf5Type: hid_t { wb_h5t_int64() } }
