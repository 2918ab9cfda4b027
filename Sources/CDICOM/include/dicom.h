// One image of a DICOM file, read and written by DCMTK, without its C++.
//
// The pixels stay as the file has them: RLE is undone, a JPEG stream is handed out whole.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { wb_dicom_text_size = 128 };

// Numbers are -1 and texts empty where the file does not state them; -2 is a number of frames that is none.
typedef struct {
    int32_t has_pixels, rows, columns, samples, bits_allocated, bits_stored, high_bit, is_signed, is_planar;
    int64_t frames;
    char photometric[wb_dicom_text_size];
    char transfer_syntax[wb_dicom_text_size];       // its UID
    char transfer_syntax_name[wb_dicom_text_size];
    char kind[wb_dicom_text_size];                  // the name of its SOP class, such as RTPlanStorage
} wb_dicom_header;

typedef struct wb_dicom wb_dicom;

// NULL where it cannot be read: `message`, of wb_dicom_text_size bytes, says why. To be closed.
wb_dicom *wb_dicom_open(const uint8_t *bytes, size_t count, wb_dicom_header *header, char *message);
// The pixels of the only frame, or its JPEG stream; valid until the file is closed. 0, or -1 with a message.
int wb_dicom_frame(wb_dicom *file, const uint8_t **start, size_t *count, char *message);
void wb_dicom_close(wb_dicom *file);

// What a file of one 8-bit grey image is made from.
typedef struct {
    const uint8_t *pixels;  // rows x columns bytes, or a JPEG stream
    size_t count;
    int32_t is_jpeg;
    int32_t is_monochrome1;  // 0 is white
    uint16_t rows, columns;
    const char *patient, *study_uid, *series_uid, *instance_uid;
} wb_dicom_picture;

// Writes the file into `out`, which holds `capacity` bytes, and its size into `count`. Equal pictures give equal
// bytes: there are no dates in them. 0, or -1 with a message.
int wb_dicom_write(const wb_dicom_picture *picture, uint8_t *out, size_t capacity, size_t *count, char *message);

#ifdef __cplusplus
}
#endif
