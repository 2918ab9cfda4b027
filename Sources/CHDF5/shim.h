#include <hdf5.h>

// HDF5 names its predefined types and property classes by macros that expand to
// variables behind an initialiser; Swift cannot import those, so they are read here.
static inline hid_t wb_h5t_float(void) { return H5T_IEEE_F32LE; }
static inline hid_t wb_h5t_double(void) { return H5T_IEEE_F64LE; }
static inline hid_t wb_h5t_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t wb_h5t_int32(void) { return H5T_STD_I32LE; }
static inline hid_t wb_h5t_int64(void) { return H5T_STD_I64LE; }
static inline hid_t wb_h5t_c_string(void) { return H5T_C_S1; }
static inline hid_t wb_h5p_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t wb_h5p_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t wb_h5p_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t wb_h5p_group_create(void) { return H5P_GROUP_CREATE; }
static inline hid_t wb_h5p_link_create(void) { return H5P_LINK_CREATE; }

enum { H5F_ACC_RDONLY_VALUE = 0x0000u, H5F_ACC_TRUNC_VALUE = 0x0002u };
enum { H5S_ALL_VALUE = 0, H5P_DEFAULT_VALUE = 0 };
