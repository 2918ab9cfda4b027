// JPEG from memory to 8-bit RGB, as Pillow's Image.convert("RGB") makes it: libjpeg with its defaults, the
// accurate integer transform and smooth ("fancy") upsampling of the colour planes.
//
// A C target of its own because libjpeg leaves a failed call by longjmp, which must not cross Swift.
#pragma once
#include "image_status.h"
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t width, height;
    int components;  // 1 grey, 3 colours, 4 inks
} wb_jpeg_header;

// What three components are where the file does not say: no JFIF or Adobe marker, no components named R, G, B.
typedef enum { wb_jpeg_colours_are_ycc, wb_jpeg_colours_are_rgb } wb_jpeg_colours;

// Both return a status; not ok: `message`, of wb_image_message_size bytes, says why.
int wb_jpeg_read_header(const uint8_t *bytes, size_t count, wb_jpeg_header *header, char *message);
// rgb: height x width x 3. row: width x 4, used for inks only. The header must be that of the same bytes.
// A file that ends before its last row is damaged. One that is whole, with damaged data inside, gives the pixels that
// libjpeg makes of it: that is what Pillow does (JpegDecode.c, with LOAD_TRUNCATED_IMAGES = False).
int wb_jpeg_read(const uint8_t *bytes, size_t count, const wb_jpeg_header *header, wb_jpeg_colours colours,
                 uint8_t *row, uint8_t *rgb, char *message);
