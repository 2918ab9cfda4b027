#include "tiff_source.h"
#include "message.h"
#include <pthread.h>
#include <string.h>

static tmsize_t read_some(thandle_t handle, void *out, tmsize_t count) {
    wb_tiff_source *is = (wb_tiff_source *)handle;
    size_t rest = is->place < is->count ? is->count - is->place : 0;
    size_t length = (size_t)count < rest ? (size_t)count : rest;
    memcpy(out, is->bytes + is->place, length);
    is->place += length;
    return (tmsize_t)length;
}

static tmsize_t write_nothing(thandle_t handle, void *in, tmsize_t count) {
    (void)handle, (void)in, (void)count;
    return -1;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    wb_tiff_source *is = (wb_tiff_source *)handle;
    is->place = (size_t)(whence == SEEK_SET ? offset : (whence == SEEK_CUR ? is->place : is->count) + offset);
    return (toff_t)is->place;
}

static int close_nothing(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t size_of(thandle_t handle) { return (toff_t)((wb_tiff_source *)handle)->count; }

// Given as mapped: the library then checks every offset and count against the size.
static int map(thandle_t handle, void **base, toff_t *size) {
    wb_tiff_source *is = (wb_tiff_source *)handle;
    *base = (void *)is->bytes;
    *size = (toff_t)is->count;
    return 1;
}

static void unmap(thandle_t handle, void *base, toff_t size) { (void)handle, (void)base, (void)size; }

__attribute__((format(printf, 3, 0)))
static void fail(thandle_t handle, const char *module, const char *format, va_list arguments) {
    (void)module;
    wb_tiff_source *is = (wb_tiff_source *)handle;
    if (!is) return;
    is->has_failed = 1;
    wb_say(is->message, format, arguments);
}

// A tag that cannot be read is left out with a warning. Without one of these the pixels would be others: of a
// palette that is missing libtiff takes the indices for grey.
static int is_about_pixels(const char *text) {
    static const char *const names[] = {
        "\"ColorMap\"", "\"ExtraSamples\"", "\"FillOrder\"", "\"Orientation\"", "\"PhotometricInterpretation\"",
        "\"PlanarConfiguration\"", "\"RowsPerStrip\"", "\"SampleFormat\"", "\"XMLPacket\"",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strstr(text, names[i])) return 1;
    return 0;
}

__attribute__((format(printf, 3, 0)))
static void warn(thandle_t handle, const char *module, const char *format, va_list arguments) {
    wb_tiff_source *is = (wb_tiff_source *)handle;
    if (!is) return;
    char text[wb_image_message_size];
    va_list copy;
    va_copy(copy, arguments);
    vsnprintf(text, sizeof text, format, copy);
    va_end(copy);
    if (is->takes_warnings_for_errors || is_about_pixels(text)) fail(handle, module, format, arguments);
}

// For the whole process: nothing else in it uses libtiff.
static void set_handlers(void) {
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    TIFFSetErrorHandlerExt(fail);
    TIFFSetWarningHandlerExt(warn);
}

TIFF *wb_tiff_open(wb_tiff_source *source, const uint8_t *bytes, size_t count, char *message) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_handlers);
    message[0] = 0;
    *source = (wb_tiff_source){bytes, count, 0, message, 0, 0};
    TIFF *tiff = TIFFClientOpen(
        "image", "r", (thandle_t)source, read_some, write_nothing, seek, close_nothing, size_of, map, unmap);
    if (tiff && !source->has_failed) return tiff;
    if (tiff) TIFFClose(tiff);
    wb_refuse(message, wb_image_damaged, "its directory cannot be read");
    return NULL;
}
