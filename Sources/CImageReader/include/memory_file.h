// A file without a name, for libraries that read files only.
#pragma once
#include <stddef.h>

// A descriptor of an anonymous file that holds the bytes, or -1 with errno set. Its path is
// /proc/self/fd/<descriptor> as long as it is open.
int wb_memory_file(const void *bytes, size_t count);
