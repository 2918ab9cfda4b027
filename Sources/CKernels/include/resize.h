// 8-bit RGB: resampling along one axis, planes to pixels, counts of values, and bytes to normalised floats.
//
// Images are rows of interleaved RGB without padding. Nothing is allocated; the caller owns the plan,
// the intermediate image and the result.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Weights are fixed point with this many fractional bits: 32 less 8 for the pixel and 2 of room.
enum { wb_resize_bits = 22 };

// How one axis is resampled: output element i is the weighted sum of the count[i] input elements
// from first[i] on, with the weights weight[i * taps ...].
typedef struct {
    ptrdiff_t size;         // output elements
    ptrdiff_t taps;         // the stride of `weight`
    const int32_t *first;
    const int32_t *count;
    const int32_t *weight;
} wb_resize_axis;

typedef struct {
    const char *name;
    // in: rows x width x 3, out: rows x axis->size x 3. They must not overlap.
    void (*horizontal)(const wb_resize_axis *axis, const uint8_t *in, ptrdiff_t rows, ptrdiff_t width, uint8_t *out);
    // in: any number of rows of row_bytes, out: axis->size rows of row_bytes. They must not overlap.
    void (*vertical)(const wb_resize_axis *axis, const uint8_t *in, ptrdiff_t row_bytes, uint8_t *out);
} wb_resize_kernels;

// The naive twin, which runs anywhere.
const wb_resize_kernels *wb_resize_scalar(void);
// Null where the processor has no AVX2. The results are the same bits: the arithmetic is on integers.
const wb_resize_kernels *wb_resize_avx2(void);

// out[i * 3 + c] = table[c * 256 + pixels[i * 3 + c]] for `count` pixels.
void wb_normalise_rgb(const uint8_t *pixels, ptrdiff_t count, const float *table, float *out);

// Planes of `count` red, then green, then blue bytes to `count` pixels of interleaved RGB.
void wb_interleave_rgb(const uint8_t *planes, ptrdiff_t count, uint8_t *out);

// counts[c * 256 + v] += the number of pixels whose channel c has the value v.
void wb_count_rgb(const uint8_t *pixels, ptrdiff_t count, int64_t *counts);
