// TIFF from memory to 8-bit RGB, as Pillow's Image.open(file).convert("RGB") makes it, orientation included.
// What Pillow does not read, or reads in another way than the file means it, is refused.
#pragma once
#include "image_status.h"
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t width, height;                // as it is to be seen
    uint32_t stored_width, stored_height;  // before it is turned
    int orientation;                       // 1 to 8, of tag 274
    size_t block_bytes;                    // of the buffer for a strip or tile; 0 where none is needed
} wb_tiff_header;

// Both return a status; not ok: `message`, of wb_image_message_size bytes, says why.
int wb_tiff_read_header(const uint8_t *bytes, size_t count, wb_tiff_header *header, char *message);
// block: block_bytes. rgb: stored_height x stored_width x 3, not turned yet. The header must be that of the
// same bytes.
int wb_tiff_read(const uint8_t *bytes, size_t count, const wb_tiff_header *header, uint8_t *block, uint8_t *rgb,
                 char *message);
// Turns the stored image: rgb is height x width x 3.
void wb_tiff_turn(const wb_tiff_header *header, const uint8_t *stored, uint8_t *rgb);
