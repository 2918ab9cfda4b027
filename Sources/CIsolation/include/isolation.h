#ifndef WB_ISOLATION_H
#define WB_ISOLATION_H

#include <stddef.h>
#include <stdint.h>

// Runs a piece of C in a forked child process with limits, for libraries that a hostile file can make crash, hang
// or take all memory. The parent only ever sees bytes that came through a pipe.

typedef struct {
    double cpu_seconds;  // of processor time
    double wall_seconds; // of time; a net under the other
    size_t memory;       // bytes of address space beyond what the parent has
    size_t output;       // bytes through the pipe
} wb_isolation_limits;

typedef enum {
    WB_ISOLATED_DONE,      // the body returned 0; bytes hold all it wrote
    WB_ISOLATED_FAILED,    // it ended with another exit code, `detail`
    WB_ISOLATED_CRASHED,   // by the signal `detail`
    WB_ISOLATED_TIMED_OUT, // and was killed
    WB_ISOLATED_TOO_LARGE, // it wrote more than allowed, or the parent has no memory for it
    WB_ISOLATED_NO_CHILD   // there is no child: errno is `detail`
} wb_isolation_outcome;

typedef struct {
    wb_isolation_outcome outcome;
    int detail;
    uint8_t *bytes; // to be freed by wb_isolated_free; NULL unless DONE and not empty
    size_t count;
} wb_isolated_result;

/// Calls `body(context, output)` in a child; `output` is the end of a pipe to write to.
///
/// The body must be C that needs nothing which another thread of the parent may be changing at this moment (malloc and
/// stdio are safe in glibc): no Swift, no OpenMP; HDF5 only while the caller holds its lock. It cannot write files.
wb_isolated_result wb_isolated(int (*body)(const void *context, int output), const void *context,
                               wb_isolation_limits limits);

void wb_isolated_free(wb_isolated_result result);

#endif
