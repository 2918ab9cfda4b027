#include "png_reader.h"
#include "message.h"
#include <png.h>
#include <setjmp.h>
#include <string.h>

typedef struct {
    const uint8_t *rest;
    size_t count;
    char *message;
} source;

static void take(png_structp png, png_bytep out, size_t count) {
    source *from = png_get_io_ptr(png);
    if (count > from->count) png_error(png, "the file ends too early");
    memcpy(out, from->rest, count);
    from->rest += count;
    from->count -= count;
}

static void fail(png_structp png, png_const_charp reason) {
    source *from = png_get_error_ptr(png);
    wb_refuse(from->message, wb_image_damaged, "%s", reason);
    png_longjmp(png, 1);
}

// Warnings are about chunks that do not change pixels.
static void ignore(png_structp png, png_const_charp reason) {
    (void)png;
    (void)reason;
}

static png_structp start(source *from) {
    from->message[0] = 0;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, from, fail, ignore);
    if (!png) wb_refuse(from->message, wb_image_damaged, "out of memory");
    return png;
}

// Reads the chunks before the pixels and asks for one byte a sample below 8 bits. Colour spaces,
// gamma and transparency are left alone: Pillow does not apply them.
static void read_information(png_structp png, png_infop info, source *from, wb_png_header *header) {
    png_set_read_fn(png, from, take);
    png_read_info(png, info);
    header->bit_depth = png_get_bit_depth(png, info);
    png_set_packing(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
    header->raw_row_bytes = png_get_rowbytes(png, info);
    int is_rgb = png_get_color_type(png, info) == PNG_COLOR_TYPE_RGB && header->bit_depth == 8;
    int is_interlaced = png_get_interlace_type(png, info) == PNG_INTERLACE_ADAM7;
    header->raw_bytes = is_rgb ? 0 : header->raw_row_bytes * (is_interlaced ? header->height : 1);
}

int wb_png_read_header(const uint8_t *bytes, size_t count, wb_png_header *header, char *message) {
    source from = {bytes, count, message};
    png_structp png = start(&from);
    if (!png) return wb_image_damaged;
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return wb_image_damaged;
    }
    if (!info) png_error(png, "out of memory");
    read_information(png, info, &from, header);
    png_destroy_read_struct(&png, &info, NULL);
    return wb_image_ok;
}

typedef struct {
    int colour, bit_depth;
    png_colorp palette;
    int palette_size;
} layout;

static int channels_of(int colour) {
    switch (colour) {
    case PNG_COLOR_TYPE_RGB: return 3;
    case PNG_COLOR_TYPE_RGB_ALPHA: return 4;
    case PNG_COLOR_TYPE_GRAY_ALPHA: return 2;
    default: return 1;
    }
}

// 16-bit samples keep their high byte, except grey without alpha, which is clipped at 255: Pillow reads
// it in mode "I;16", whose conversion clips. Alpha is dropped. Palette indices without an entry are black.
static void convert_row(const layout *is, const uint8_t *in, uint32_t width, uint8_t *out) {
    int channels = channels_of(is->colour), bytes = is->bit_depth == 16 ? 2 : 1;
    for (uint32_t x = 0; x < width; x++, in += channels * bytes, out += 3) {
        if (channels >= 3) {
            out[0] = in[0];
            out[1] = in[bytes];
            out[2] = in[2 * bytes];
        } else if (is->colour == PNG_COLOR_TYPE_PALETTE) {
            png_color entry = in[0] < is->palette_size ? is->palette[in[0]] : (png_color){0, 0, 0};
            out[0] = entry.red;
            out[1] = entry.green;
            out[2] = entry.blue;
        } else {
            uint8_t grey = in[0];
            if (is->bit_depth < 8) grey = (uint8_t)(grey * 255 / ((1 << is->bit_depth) - 1));
            else if (bytes == 2 && channels == 1) grey = in[0] > 0 ? 255 : in[1];
            out[0] = out[1] = out[2] = grey;
        }
    }
}

int wb_png_read(const uint8_t *bytes, size_t count, const wb_png_header *header, uint8_t *raw, uint8_t *rgb,
                char *message) {
    source from = {bytes, count, message};
    png_structp png = start(&from);
    if (!png) return wb_image_damaged;
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return wb_image_damaged;
    }
    if (!info) png_error(png, "out of memory");
    wb_png_header now;
    layout is = {0, 0, NULL, 0};
    read_information(png, info, &from, &now);
    if (now.width != header->width || now.height != header->height || now.raw_bytes != header->raw_bytes)
        png_error(png, "the header has changed");
    is.colour = png_get_color_type(png, info);
    is.bit_depth = now.bit_depth;
    if (is.colour == PNG_COLOR_TYPE_PALETTE) png_get_PLTE(png, info, &is.palette, &is.palette_size);
    size_t row_bytes = (size_t)now.width * 3;
    int is_interlaced = png_get_interlace_type(png, info) == PNG_INTERLACE_ADAM7;
    if (is_interlaced || now.raw_bytes == 0) {
        // Seven passes, each of which adds its pixels to the rows; or one of RGB that needs no conversion.
        uint8_t *rows = now.raw_bytes == 0 ? rgb : raw;
        for (int pass = 0; pass < (is_interlaced ? 7 : 1); pass++)
            for (uint32_t y = 0; y < now.height; y++) png_read_row(png, rows + y * now.raw_row_bytes, NULL);
        if (now.raw_bytes > 0)
            for (uint32_t y = 0; y < now.height; y++)
                convert_row(&is, raw + y * now.raw_row_bytes, now.width, rgb + y * row_bytes);
    } else {
        for (uint32_t y = 0; y < now.height; y++) {
            png_read_row(png, raw, NULL);
            convert_row(&is, raw, now.width, rgb + y * row_bytes);
        }
    }
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return wb_image_ok;
}
