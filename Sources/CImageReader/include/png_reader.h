// PNG from memory to 8-bit RGB, as Pillow's Image.convert("RGB") makes it.
//
// A C target of its own because libpng leaves a failed call by longjmp, which must not cross Swift.
// The caller allocates: first wb_png_read_header, then wb_png_read with the buffers it asks for.
#pragma once
#include "image_status.h"
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t width, height;
    int bit_depth;         // of the file's samples
    size_t raw_row_bytes;  // of the unpacked samples, before they become RGB
    size_t raw_bytes;      // of the buffer for them: none, a row, or all rows of an interlaced file
} wb_png_header;

// Both return a status; not ok: `message`, of wb_image_message_size bytes, says why, in libpng's words.
int wb_png_read_header(const uint8_t *bytes, size_t count, wb_png_header *header, char *message);
// raw: raw_bytes; zeroed where the file is interlaced. rgb: height x width x 3. The header must be that of
// the same bytes.
int wb_png_read(const uint8_t *bytes, size_t count, const wb_png_header *header, uint8_t *raw, uint8_t *rgb,
                char *message);
