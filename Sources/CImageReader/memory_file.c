#define _GNU_SOURCE
#include "memory_file.h"
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

int wb_memory_file(const void *bytes, size_t count) {
    int descriptor = memfd_create("image", MFD_CLOEXEC);
    if (descriptor < 0) return -1;
    const char *rest = bytes;
    while (count > 0) {
        ssize_t written = write(descriptor, rest, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            int reason = errno;
            close(descriptor);
            errno = reason;
            return -1;
        }
        rest += written;
        count -= (size_t)written;
    }
    return descriptor;
}
