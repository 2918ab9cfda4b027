// Inside the module: how the samples of a TIFF file lie, and what they mean.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <tiffio.h>

typedef enum { wb_tiff_grey, wb_tiff_palette, wb_tiff_rgb, wb_tiff_inks } wb_tiff_colours;

typedef struct {
    uint32_t width, height;
    wb_tiff_colours colours;
    int bits;              // a sample: 1, 2, 4, 8 or 16
    int samples;           // a pixel, alpha and other extra samples among them
    int is_inverted;       // 0 is white
    int is_premultiplied;  // the fourth sample is alpha that colours are multiplied by
    int is_planar;         // each sample in a plane of its own
    int is_tiled;
    uint32_t block_width, block_height;  // of a tile or strip
    size_t block_bytes, block_row_bytes;
    const uint16_t *palette[3];
} wb_tiff_layout;

// The layout of the open directory; a status. Which ones there are: Pillow's TiffImagePlugin.OPEN_INFO.
int wb_tiff_find_layout(TIFF *tiff, wb_tiff_layout *layout, char *message);
// Tag 274, or as Pillow does it, what XMP says where the tag is missing; 1 where it makes no sense.
int wb_tiff_find_orientation(TIFF *tiff);
