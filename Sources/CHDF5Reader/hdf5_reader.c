#include "hdf5_reader.h"

#include <errno.h>
#include <hdf5.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_AXES = 8 };

typedef struct {
    hid_t id, type, space, plan;
    int rank;
    hsize_t extents[MOST_AXES];
} dataset;

static int put(int output, const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        ssize_t done = write(output, next, count);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return WB_HDF5_UNREADABLE;
        next += done;
        count -= (size_t)done;
    }
    return 0;
}

// The process ends soon, so that nothing is closed.
static int open_dataset(const wb_hdf5_request *request, dataset *result) {
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5PLset_loading_state(0);
    hid_t file = H5Fopen(request->path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0) return WB_HDF5_UNREADABLE;
    H5L_info_t link;
    if (H5Lexists(file, request->name, H5P_DEFAULT) <= 0) return WB_HDF5_NO_DATASET;
    if (H5Lget_info(file, request->name, &link, H5P_DEFAULT) < 0) return WB_HDF5_UNREADABLE;
    if (link.type != H5L_TYPE_HARD) return WB_HDF5_ELSEWHERE;
    result->id = H5Dopen2(file, request->name, H5P_DEFAULT);
    if (result->id < 0) return WB_HDF5_NO_DATASET;
    result->type = H5Dget_type(result->id);
    result->space = H5Dget_space(result->id);
    result->plan = H5Dget_create_plist(result->id);
    if (result->type < 0 || result->space < 0 || result->plan < 0) return WB_HDF5_UNREADABLE;
    if (H5Pget_layout(result->plan) == H5D_VIRTUAL || H5Pget_external_count(result->plan) > 0) return WB_HDF5_ELSEWHERE;
    result->rank = H5Sget_simple_extent_ndims(result->space);
    if (result->rank < 1 || result->rank > MOST_AXES) return WB_HDF5_NO_DATASET;
    if (H5Sget_simple_extent_dims(result->space, result->extents, NULL) < 0) return WB_HDF5_UNREADABLE;
    return 0;
}

int wb_hdf5_describe(const void *context, int output) {
    dataset data;
    int failure = open_dataset(context, &data);
    if (failure) return failure;
    uint64_t words[2 + MOST_AXES] = {WB_HDF5_OTHER, 0};
    if (H5Tequal(data.type, H5T_STD_U8LE) > 0) words[0] = WB_HDF5_BYTES;
    else if (H5Tget_class(data.type) == H5T_INTEGER) words[0] = WB_HDF5_INTEGERS;
    hsize_t chunk[MOST_AXES];
    if (H5Pget_layout(data.plan) == H5D_CHUNKED) {
        if (H5Pget_chunk(data.plan, data.rank, chunk) != data.rank || chunk[0] == 0) return WB_HDF5_UNREADABLE;
        words[1] = chunk[0];
    }
    for (int axis = 0; axis < data.rank; axis++) words[2 + axis] = data.extents[axis];
    return put(output, words, sizeof words[0] * (size_t)(2 + data.rank));
}

static int put_rows(const wb_hdf5_request *request, hid_t type, size_t size, int output) {
    dataset data;
    int failure = open_dataset(request, &data);
    if (failure) return failure;
    hsize_t start[MOST_AXES] = {request->first}, count[MOST_AXES] = {request->count};
    size_t bytes = size;
    for (int axis = 0; axis < data.rank; axis++) {
        if (axis > 0) count[axis] = data.extents[axis];
        if (__builtin_mul_overflow(bytes, (size_t)count[axis], &bytes)) return WB_HDF5_TOO_LARGE;
    }
    if (bytes == 0) return 0;
    if (bytes > request->limit) return WB_HDF5_TOO_LARGE;
    hid_t memory = H5Screate_simple(data.rank, count, NULL);
    void *values = calloc(1, bytes);
    if (memory < 0 || !values) return WB_HDF5_TOO_LARGE;
    if (H5Sselect_hyperslab(data.space, H5S_SELECT_SET, start, NULL, count, NULL) < 0 ||
        H5Sselect_valid(data.space) <= 0 || H5Dread(data.id, type, memory, data.space, H5P_DEFAULT, values) < 0)
        return WB_HDF5_UNREADABLE;
    return put(output, values, bytes);
}

int wb_hdf5_bytes(const void *request, int output) { return put_rows(request, H5T_STD_U8LE, 1, output); }

int wb_hdf5_integers(const void *request, int output) { return put_rows(request, H5T_NATIVE_INT64, 8, output); }
