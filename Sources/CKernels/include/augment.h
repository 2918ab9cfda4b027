// TrivialAugment's operations on 8-bit RGB, with the arithmetic of Pillow's C code, so that the bytes are equal.
//
// Images are rows of interleaved RGB without padding. Nothing is allocated; results must not overlap images.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The pixel at column x and row y comes from column a x + b y + c and row d x + e y + f.
typedef struct {
    double a, b, c, d, e, f;
} wb_affine;

// Image.transform(AFFINE, NEAREST): pixels from outside the image are black.
void wb_augment_affine(const wb_affine *matrix, const uint8_t *pixels, ptrdiff_t height, ptrdiff_t width, uint8_t *out);

// out[i * 3 + c] = table[c * 256 + pixels[i * 3 + c]] for `count` pixels.
void wb_augment_map(const uint8_t *table, const uint8_t *pixels, ptrdiff_t count, uint8_t *out);

// The table (3 x 256) of ImageOps.autocontrast: each channel's least value becomes 0, its greatest 255.
void wb_augment_autocontrast(const uint8_t *pixels, ptrdiff_t count, uint8_t *table);

// The table (3 x 256) of ImageOps.equalize, for fewer than 2^32 pixels.
void wb_augment_equalize(const uint8_t *pixels, ptrdiff_t count, uint8_t *table);

typedef struct {
    const char *name;
    // The sum of convert("L") over `count` pixels.
    int64_t (*grey_sum)(const uint8_t *pixels, ptrdiff_t count);
    // ImageEnhance.Color: away from convert("L") by `factor`.
    void (*color)(float factor, const uint8_t *pixels, ptrdiff_t count, uint8_t *out);
    // ImageEnhance.Sharpness: away from filter(SMOOTH) by `factor`.
    void (*sharpness)(float factor, const uint8_t *pixels, ptrdiff_t height, ptrdiff_t width, uint8_t *out);
} wb_augment_kernels;

// The naive twin, which runs anywhere.
const wb_augment_kernels *wb_augment_scalar(void);
// Null where the processor has no AVX2. The results are the same bits.
const wb_augment_kernels *wb_augment_avx2(void);
