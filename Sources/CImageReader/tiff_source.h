// Inside the module: libtiff on bytes in memory.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <tiffio.h>

typedef struct {
    const uint8_t *bytes;
    size_t count, place;
    char *message;
    int takes_warnings_for_errors;
    int has_failed;
} wb_tiff_source;

// The first directory, or NULL with a message. The library's messages go to the source that is open.
TIFF *wb_tiff_open(wb_tiff_source *source, const uint8_t *bytes, size_t count, char *message);
