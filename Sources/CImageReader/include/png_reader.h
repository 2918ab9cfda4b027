// PNG from memory to 8-bit RGB, as Pillow's Image.convert("RGB") makes it.
//
// A C target of its own because libpng leaves a failed call by longjmp, which must not cross Swift.
// The caller allocates: first wb_png_read_header, then wb_png_read with the buffers it asks for.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { wb_png_message_size = 128 };

typedef struct {
    uint32_t width, height;
    int bit_depth;         // of the file's samples
    size_t raw_row_bytes;  // of the unpacked samples, before they become RGB
} wb_png_header;

// Both return 0, or -1 with libpng's reason in `message`, which holds wb_png_message_size bytes.
int wb_png_read_header(const uint8_t *bytes, size_t count, wb_png_header *header, char *message);
// raw: height x raw_row_bytes, rgb: height x width x 3. The header must be that of the same bytes.
int wb_png_read(const uint8_t *bytes, size_t count, const wb_png_header *header, uint8_t *raw, uint8_t *rgb,
                char *message);
