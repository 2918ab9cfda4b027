// 8-bit RGB to TIFF, for sample data: equal pixels give equal bytes.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { wb_tiff_writer_message_size = 200 };

// Writes an uncompressed, striped file of height x width x 3 bytes into `out`, which holds `capacity` bytes, and
// its size into `count`. Returns 0, or -1 with libtiff's reason in `message`.
int wb_tiff_write(const uint8_t *rgb, uint32_t height, uint32_t width, uint8_t *out, size_t capacity, size_t *count,
                  char *message);
