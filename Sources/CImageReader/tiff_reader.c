#include "tiff_reader.h"
#include "inks.h"
#include "message.h"
#include "tiff_layout.h"
#include "tiff_source.h"
#include <string.h>

static int is_plain_rgb(const wb_tiff_layout *is) {
    return is->colours == wb_tiff_rgb && is->bits == 8 && is->samples == 3 && !is->is_planar && !is->is_tiled;
}

static int find(TIFF *tiff, wb_tiff_layout *layout, wb_tiff_header *header, char *message) {
    int status = wb_tiff_find_layout(tiff, layout, message);
    if (status != wb_image_ok) return status;
    header->stored_width = layout->width;
    header->stored_height = layout->height;
    header->orientation = wb_tiff_find_orientation(tiff);
    header->width = header->orientation >= 5 ? layout->height : layout->width;
    header->height = header->orientation >= 5 ? layout->width : layout->height;
    header->block_bytes = is_plain_rgb(layout) ? 0 : layout->block_bytes;
    if (!TIFFLastDirectory(tiff)) return wb_refuse(message, wb_image_unsupported, "it has more than one page");
    return wb_image_ok;
}

int wb_tiff_read_header(const uint8_t *bytes, size_t count, wb_tiff_header *header, char *message) {
    wb_tiff_source source;
    wb_tiff_layout layout;
    TIFF *tiff = wb_tiff_open(&source, bytes, count, message);
    if (!tiff) return wb_image_damaged;
    int status = find(tiff, &layout, header, message);
    TIFFClose(tiff);
    return status;
}

// Sample `index` of a row, as libtiff gives it: packed below 8 bits, in the machine's byte order above.
static int sample(const wb_tiff_layout *is, const uint8_t *row, size_t index) {
    if (is->bits == 8) return row[index];
    if (is->bits == 16) {
        uint16_t value;
        memcpy(&value, row + 2 * index, 2);
        return value;
    }
    size_t bit = index * (size_t)is->bits;
    return row[bit / 8] >> (8 - is->bits - (int)(bit % 8)) & ((1 << is->bits) - 1);
}

// Of 16-bit colours the high byte; as Pillow, which then converts what was premultiplied.
static uint8_t colour(const wb_tiff_layout *is, const uint8_t *row, size_t index) {
    int value = sample(is, row, index);
    return (uint8_t)(is->bits == 16 ? value >> 8 : value);
}

// 16-bit grey is clipped, not scaled: Pillow reads it in mode "I;16", and without inverting it.
static uint8_t grey(const wb_tiff_layout *is, int value) {
    if (is->bits == 16) return (uint8_t)(value > 255 ? 255 : value);
    int scaled = value * 255 / ((1 << is->bits) - 1);
    return (uint8_t)(is->is_inverted ? 255 - scaled : scaled);
}

static uint8_t divided(int value, int alpha) {
    if (alpha == 0) return 0;
    int result = value * 255 / alpha;
    return (uint8_t)(result > 255 ? 255 : result);
}

static void convert_row(const wb_tiff_layout *is, const uint8_t *row, uint32_t width, uint8_t *rgb) {
    size_t index = 0;
    for (uint32_t x = 0; x < width; x++, index += (size_t)is->samples, rgb += 3) {
        switch (is->colours) {
        case wb_tiff_grey: rgb[0] = rgb[1] = rgb[2] = grey(is, sample(is, row, index)); break;
        case wb_tiff_palette:
            for (int k = 0; k < 3; k++) rgb[k] = (uint8_t)(is->palette[k][sample(is, row, index)] >> 8);
            break;
        case wb_tiff_rgb:
            for (size_t k = 0; k < 3; k++) rgb[k] = colour(is, row, index + k);
            if (is->is_premultiplied)
                for (int k = 0; k < 3; k++) rgb[k] = divided(rgb[k], colour(is, row, index + 3));
            break;
        case wb_tiff_inks: {
            uint8_t inks[4];
            for (size_t k = 0; k < 4; k++) inks[k] = colour(is, row, index + k);
            wb_inks_to_rgb(inks, 1, rgb);
            break;
        }
        }
    }
}

typedef struct {
    TIFF *tiff;
    wb_tiff_source *source;
    const wb_tiff_layout *layout;
    uint8_t *block, *rgb;
} job;

// The block that holds a pixel, into `target`. A warning is an error here: it is about pixels.
static int read_block(const job *is, uint32_t x, uint32_t y, uint16_t plane, uint8_t *target) {
    const wb_tiff_layout *layout = is->layout;
    tmsize_t size = (tmsize_t)layout->block_bytes;
    if (!layout->is_tiled && layout->height - y < layout->block_height)
        size = (tmsize_t)(layout->block_row_bytes * (layout->height - y));
    memset(target, 0, (size_t)size);  // of some damaged streams libtiff leaves the end as it was
    tmsize_t read = layout->is_tiled
        ? TIFFReadEncodedTile(is->tiff, TIFFComputeTile(is->tiff, x, y, 0, plane), target, size)
        : TIFFReadEncodedStrip(is->tiff, TIFFComputeStrip(is->tiff, y, plane), target, size);
    if (read == size && !is->source->has_failed) return wb_image_ok;
    return wb_refuse(is->source->message, wb_image_damaged, "pixels are missing");
}

static uint32_t smaller(uint32_t a, uint32_t b) { return a < b ? a : b; }

// A block whose samples lie together.
static int read_pixels(const job *is, uint32_t x, uint32_t y, uint32_t width, uint32_t height) {
    const wb_tiff_layout *layout = is->layout;
    int status = read_block(is, x, y, 0, is->block);
    for (uint32_t row = 0; row < height && status == wb_image_ok; row++)
        convert_row(layout, is->block + row * layout->block_row_bytes, width,
                    is->rgb + ((size_t)(y + row) * layout->width + x) * 3);
    return status;
}

// A block of each plane. Three colours need no more room than the result; the fourth ink darkens them.
static int read_planes(const job *is, uint32_t x, uint32_t y, uint32_t width, uint32_t height) {
    const wb_tiff_layout *layout = is->layout;
    int has_inks = layout->colours == wb_tiff_inks;
    int is_narrow = layout->colours == wb_tiff_grey || layout->colours == wb_tiff_palette;
    int planes = is_narrow ? 1 : has_inks ? 4 : 3;
    for (int plane = 0; plane < planes; plane++) {
        int status = read_block(is, x, y, (uint16_t)plane, is->block);
        if (status != wb_image_ok) return status;
        for (uint32_t row = 0; row < height; row++) {
            const uint8_t *in = is->block + row * layout->block_row_bytes;
            uint8_t *out = is->rgb + ((size_t)(y + row) * layout->width + x) * 3;
            if (is_narrow) {
                wb_tiff_layout alone = *layout;
                alone.samples = 1;
                convert_row(&alone, in, width, out);
                continue;
            }
            for (uint32_t column = 0; column < width; column++, out += 3) {
                uint8_t value = colour(layout, in, column);
                if (plane < 3) {
                    out[plane] = value;
                } else {
                    uint8_t inks[4] = {out[0], out[1], out[2], value};
                    wb_inks_to_rgb(inks, 1, out);
                }
            }
        }
    }
    return wb_image_ok;
}

static int read_all(const job *is) {
    const wb_tiff_layout *layout = is->layout;
    for (uint32_t y = 0; y < layout->height; y += layout->block_height) {
        uint32_t height = smaller(layout->block_height, layout->height - y);
        for (uint32_t x = 0; x < layout->width; x += layout->block_width) {
            uint32_t width = smaller(layout->block_width, layout->width - x);
            int status;
            if (is_plain_rgb(layout)) status = read_block(is, x, y, 0, is->rgb + (size_t)y * layout->block_row_bytes);
            else if (layout->is_planar) status = read_planes(is, x, y, width, height);
            else status = read_pixels(is, x, y, width, height);
            if (status != wb_image_ok) return status;
            if (layout->width - x <= layout->block_width) break;  // beyond it x could overflow
        }
        if (layout->height - y <= layout->block_height) break;
    }
    return wb_image_ok;
}

int wb_tiff_read(const uint8_t *bytes, size_t count, const wb_tiff_header *header, uint8_t *block, uint8_t *rgb,
                 char *message) {
    wb_tiff_source source;
    wb_tiff_layout layout;
    wb_tiff_header now;
    TIFF *tiff = wb_tiff_open(&source, bytes, count, message);
    if (!tiff) return wb_image_damaged;
    int status = find(tiff, &layout, &now, message);
    if (status == wb_image_ok && (now.stored_width != header->stored_width ||
                                  now.stored_height != header->stored_height || now.block_bytes != header->block_bytes))
        status = wb_refuse(message, wb_image_damaged, "the header has changed");
    source.takes_warnings_for_errors = 1;
    source.has_failed = 0;
    message[0] = 0;
    job job = {tiff, &source, &layout, block, rgb};
    if (status == wb_image_ok) status = read_all(&job);
    TIFFClose(tiff);
    return status;
}

void wb_tiff_turn(const wb_tiff_header *header, const uint8_t *stored, uint8_t *rgb) {
    int orientation = header->orientation;
    int is_transposed = orientation >= 5;
    int flips_x = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    int flips_y = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    for (uint32_t y = 0; y < header->height; y++)
        for (uint32_t x = 0; x < header->width; x++, rgb += 3) {
            uint32_t u = flips_x ? header->width - 1 - x : x, v = flips_y ? header->height - 1 - y : y;
            size_t place = is_transposed ? (size_t)u * header->stored_width + v : (size_t)v * header->stored_width + u;
            memcpy(rgb, stored + place * 3, 3);
        }
}
