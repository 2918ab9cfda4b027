#include "jpeg_reader.h"
#include "inks.h"
#include "message.h"
#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>
#include <string.h>

// A hostile progressive file can ask for work without end; real ones have about ten scans.
enum { scan_limit = 500 };

typedef struct {
    struct jpeg_error_mgr errors;  // first, so that the library's pointer is one to this
    struct jpeg_progress_mgr progress;
    jmp_buf leave;
    char *message;
    int status;
} reader;

static void fail(j_common_ptr jpeg) {
    reader *is = (reader *)jpeg->err;
    char text[JMSG_LENGTH_MAX];
    is->errors.format_message(jpeg, text);
    is->status = wb_refuse(is->message, wb_image_damaged, "%s", text);
    longjmp(is->leave, 1);
}

// Warnings after which all pixels are there. After others libjpeg goes on with pixels that it makes up.
static void warn(j_common_ptr jpeg, int level) {
    if (level >= 0) return;
    switch (jpeg->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_BOGUS_ICC:
    case JWRN_ADOBE_XFORM:
    case JWRN_NOT_SEQUENTIAL: return;
    default: fail(jpeg);
    }
}

static void count_scans(j_common_ptr jpeg) {
    if (!jpeg->is_decompressor || ((j_decompress_ptr)jpeg)->input_scan_number <= scan_limit) return;
    reader *is = (reader *)jpeg->err;
    is->status = wb_refuse(is->message, wb_image_damaged, "it has more than %d progressive scans", scan_limit);
    longjmp(is->leave, 1);
}

static void say_nothing(j_common_ptr jpeg) { (void)jpeg; }

static void start(struct jpeg_decompress_struct *jpeg, reader *is, char *message) {
    memset(jpeg, 0, sizeof *jpeg);
    memset(is, 0, sizeof *is);
    jpeg->err = jpeg_std_error(&is->errors);
    is->errors.error_exit = fail;
    is->errors.emit_message = warn;
    is->errors.output_message = say_nothing;
    is->progress.progress_monitor = count_scans;
    is->message = message;
    is->status = wb_image_damaged;
    message[0] = 0;
}

static void read_information(struct jpeg_decompress_struct *jpeg, const uint8_t *bytes, size_t count) {
    jpeg_create_decompress(jpeg);
    jpeg->progress = &((reader *)jpeg->err)->progress;
    jpeg_mem_src(jpeg, bytes, count);
    jpeg_read_header(jpeg, TRUE);
}

int wb_jpeg_read_header(const uint8_t *bytes, size_t count, wb_jpeg_header *header, char *message) {
    struct jpeg_decompress_struct jpeg;
    reader is;
    start(&jpeg, &is, message);
    if (setjmp(is.leave)) {
        jpeg_destroy_decompress(&jpeg);
        return is.status;
    }
    read_information(&jpeg, bytes, count);
    header->width = jpeg.image_width;
    header->height = jpeg.image_height;
    header->components = jpeg.num_components;
    jpeg_destroy_decompress(&jpeg);
    return wb_image_ok;
}

// libjpeg takes three components for YCbCr unless something speaks for RGB. DICOM files say it elsewhere.
static int says_its_colours(const struct jpeg_decompress_struct *jpeg) {
    const jpeg_component_info *part = jpeg->comp_info;
    int has_names = part[0].component_id == 'R' && part[1].component_id == 'G' && part[2].component_id == 'B';
    return has_names || jpeg->saw_JFIF_marker || (jpeg->saw_Adobe_marker && jpeg->Adobe_transform <= 1);
}

int wb_jpeg_read(const uint8_t *bytes, size_t count, const wb_jpeg_header *header, wb_jpeg_colours colours,
                 uint8_t *row, uint8_t *rgb, char *message) {
    struct jpeg_decompress_struct jpeg;
    reader is;
    start(&jpeg, &is, message);
    if (setjmp(is.leave)) {
        jpeg_destroy_decompress(&jpeg);
        return is.status;
    }
    read_information(&jpeg, bytes, count);
    if (jpeg.image_width != header->width || jpeg.image_height != header->height ||
        jpeg.num_components != header->components)
        ERREXIT(&jpeg, JERR_BAD_STATE);
    if (jpeg.num_components == 3 && colours == wb_jpeg_colours_are_rgb && !says_its_colours(&jpeg))
        jpeg.jpeg_color_space = JCS_RGB;
    int has_inks = jpeg.num_components == 4;
    jpeg.out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(&jpeg);
    size_t width = header->width;
    while (jpeg.output_scanline < header->height) {
        uint8_t *out = rgb + (size_t)jpeg.output_scanline * width * 3;
        if (!has_inks) {
            JSAMPROW rows[16];  // many at once: a call costs as much as a short row
            JDIMENSION rest = header->height - jpeg.output_scanline, count = rest < 16 ? rest : 16;
            for (JDIMENSION y = 0; y < count; y++) rows[y] = out + y * width * 3;
            jpeg_read_scanlines(&jpeg, rows, count);
            continue;
        }
        JSAMPROW target = row;
        jpeg_read_scanlines(&jpeg, &target, 1);
        // Pillow takes four inks to be stored inverted, as Adobe's programs do.
        for (size_t i = 0; i < width * 4; i++) row[i] = (uint8_t)~row[i];
        wb_inks_to_rgb(row, width, out);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return wb_image_ok;
}
