#ifndef WB_HDF5_READER_H
#define WB_HDF5_READER_H

#include <stdint.h>

// Reads datasets of an HDF5 file and writes them to a file descriptor. Made to run in a child process (isolation.h):
// the library crashes on damaged files.
//
// Only what lies in the file itself is read: no links to other files, no external or virtual storage, no plugins.

typedef struct {
    const char *path;
    const char *name; // of a dataset of the root group
    uint64_t first;   // the first row and the number of rows along the first axis
    uint64_t count;
    uint64_t limit; // bytes, at most, to write
} wb_hdf5_request;

enum { WB_HDF5_OTHER = 0, WB_HDF5_BYTES = 1, WB_HDF5_INTEGERS = 2 };

// What the bodies return besides 0.
enum { WB_HDF5_UNREADABLE = 1, WB_HDF5_NO_DATASET = 2, WB_HDF5_ELSEWHERE = 3, WB_HDF5_TOO_LARGE = 4 };

/// Writes u64 numbers: the kind of values (WB_HDF5_...), the rows of a chunk (0: contiguous), then the extents.
int wb_hdf5_describe(const void *request, int output);

/// Writes the rows of a dataset of unsigned bytes.
int wb_hdf5_bytes(const void *request, int output);

/// Writes the rows of a dataset of integers as int64 in the machine's byte order.
int wb_hdf5_integers(const void *request, int output);

#endif
