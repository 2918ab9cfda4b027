#include "jpeg_reader.h"
#include "inks.h"
#include "message.h"
#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>
#include <string.h>

// A hostile progressive file can ask for work without end; real ones have about ten scans. Each goes over all pixels:
// of the largest images that are read, twenty may.
enum { scan_limit = 500 };
static const double pixel_limit = 2e9;

typedef struct {
    struct jpeg_error_mgr errors;  // first, so that the library's pointer is one to this
    struct jpeg_progress_mgr progress;
    struct jpeg_source_mgr source;
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

// No warning is an error, as with Pillow: what libjpeg makes of damaged data are the pixels.
static void warn(j_common_ptr jpeg, int level) {
    if (level < 0) jpeg->err->num_warnings++;
}

static void count_scans(j_common_ptr jpeg) {
    if (!jpeg->is_decompressor) return;
    const struct jpeg_decompress_struct *file = (j_decompress_ptr)jpeg;
    double scans = file->input_scan_number;
    if (scans <= scan_limit && scans * file->image_width * file->image_height <= pixel_limit) return;
    reader *is = (reader *)jpeg->err;
    is->status = wb_refuse(is->message, wb_image_damaged, "it has more than %d progressive scans", (int)scans - 1);
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

// The source is Pillow's: where the file ends, the library stops, which otherwise would make up the rest.
static void do_nothing(j_decompress_ptr jpeg) { (void)jpeg; }

static boolean has_no_more(j_decompress_ptr jpeg) {
    (void)jpeg;
    return FALSE;
}

static void skip(j_decompress_ptr jpeg, long wanted) {
    size_t left = jpeg->src->bytes_in_buffer;
    size_t count = wanted <= 0 ? 0 : (size_t)wanted < left ? (size_t)wanted : left;
    jpeg->src->next_input_byte += count;
    jpeg->src->bytes_in_buffer -= count;
}

static void refuse_cut_file(struct jpeg_decompress_struct *jpeg) {
    reader *is = (reader *)jpeg->err;
    is->status = wb_refuse(is->message, wb_image_damaged, "Premature end of JPEG file");
    longjmp(is->leave, 1);
}

static void read_information(struct jpeg_decompress_struct *jpeg, const uint8_t *bytes, size_t count) {
    jpeg_create_decompress(jpeg);
    reader *is = (reader *)jpeg->err;
    jpeg->progress = &is->progress;
    is->source = (struct jpeg_source_mgr){
        .next_input_byte = bytes,
        .bytes_in_buffer = count,
        .init_source = do_nothing,
        .fill_input_buffer = has_no_more,
        .skip_input_data = skip,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = do_nothing,
    };
    jpeg->src = &is->source;
    int found;
    do found = jpeg_read_header(jpeg, FALSE);
    while (found == JPEG_HEADER_TABLES_ONLY);
    if (found != JPEG_HEADER_OK) refuse_cut_file(jpeg);
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
    if (!jpeg_start_decompress(&jpeg)) refuse_cut_file(&jpeg);
    size_t width = header->width;
    while (jpeg.output_scanline < header->height) {
        uint8_t *out = rgb + (size_t)jpeg.output_scanline * width * 3;
        if (!has_inks) {
            JSAMPROW rows[16];  // many at once: a call costs as much as a short row
            JDIMENSION rest = header->height - jpeg.output_scanline, count = rest < 16 ? rest : 16;
            for (JDIMENSION y = 0; y < count; y++) rows[y] = out + y * width * 3;
            if (jpeg_read_scanlines(&jpeg, rows, count) == 0) refuse_cut_file(&jpeg);
            continue;
        }
        JSAMPROW target = row;
        if (jpeg_read_scanlines(&jpeg, &target, 1) == 0) refuse_cut_file(&jpeg);
        // Pillow takes four inks to be stored inverted, as Adobe's programs do.
        for (size_t i = 0; i < width * 4; i++) row[i] = (uint8_t)~row[i];
        wb_inks_to_rgb(row, width, out);
    }
    // Stops where no end marker follows; all rows are there.
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return wb_image_ok;
}
