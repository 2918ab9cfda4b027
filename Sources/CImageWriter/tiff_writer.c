#include "tiff_writer.h"
#include <stdio.h>
#include <string.h>
#include <tiffio.h>

typedef struct {
    uint8_t *bytes;
    size_t capacity, count, place;
} target;

static tmsize_t read_back(thandle_t handle, void *out, tmsize_t count) {
    target *is = (target *)handle;
    size_t rest = is->place < is->count ? is->count - is->place : 0;
    size_t length = (size_t)count < rest ? (size_t)count : rest;
    memcpy(out, is->bytes + is->place, length);
    is->place += length;
    return (tmsize_t)length;
}

static tmsize_t write_some(thandle_t handle, void *in, tmsize_t count) {
    target *is = (target *)handle;
    if (is->place > is->capacity || (size_t)count > is->capacity - is->place) return -1;
    memcpy(is->bytes + is->place, in, (size_t)count);
    is->place += (size_t)count;
    if (is->place > is->count) is->count = is->place;
    return count;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    target *is = (target *)handle;
    is->place = (size_t)(whence == SEEK_SET ? offset : (whence == SEEK_CUR ? is->place : is->count) + offset);
    return (toff_t)is->place;
}

static int close_nothing(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t size_of(thandle_t handle) { return (toff_t)((target *)handle)->count; }

int wb_tiff_write(const uint8_t *rgb, uint32_t height, uint32_t width, uint8_t *out, size_t capacity, size_t *count,
                  char *message) {
    memset(out, 0, capacity);
    target is = {out, capacity, 0, 0};
    TIFF *tiff = TIFFClientOpen(
        "image", "wl", (thandle_t)&is, read_back, write_some, seek, close_nothing, size_of, NULL, NULL);
    if (!tiff) {
        snprintf(message, wb_tiff_writer_message_size, "libtiff cannot begin a file");
        return -1;
    }
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 3);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, TIFFDefaultStripSize(tiff, 0));
    int is_written = 1;
    for (uint32_t y = 0; y < height && is_written; y++)
        is_written = TIFFWriteScanline(tiff, (void *)(rgb + (size_t)y * width * 3), y, 0) == 1;
    is_written = TIFFFlush(tiff) == 1 && is_written;
    TIFFClose(tiff);
    *count = is.count;
    if (!is_written) snprintf(message, wb_tiff_writer_message_size, "libtiff cannot write the pixels");
    return is_written ? 0 : -1;
}
