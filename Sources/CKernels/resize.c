// Pillow's two passes on 8-bit RGB (Image.resize): each output byte is a sum of products of bytes and
// fixed-point weights that starts at one half and is shifted down and clipped.
#include "resize.h"
#include "kernels.h"

enum { half = 1 << (wb_resize_bits - 1) };

static inline uint8_t narrow(int32_t sum) {
    int32_t value = sum >> wb_resize_bits;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void horizontal_pixel(const wb_resize_axis *axis, ptrdiff_t x, const uint8_t *in, uint8_t *out) {
    const int32_t *weight = axis->weight + x * axis->taps;
    in += (ptrdiff_t)axis->first[x] * 3;
    int32_t red = half, green = half, blue = half;
    for (int32_t t = 0; t < axis->count[x]; t++) {
        red += in[t * 3] * weight[t];
        green += in[t * 3 + 1] * weight[t];
        blue += in[t * 3 + 2] * weight[t];
    }
    out[x * 3] = narrow(red);
    out[x * 3 + 1] = narrow(green);
    out[x * 3 + 2] = narrow(blue);
}

static void horizontal_scalar(const wb_resize_axis *axis, const uint8_t *in, ptrdiff_t rows, ptrdiff_t width,
                              uint8_t *out) {
    for (ptrdiff_t y = 0; y < rows; y++)
        for (ptrdiff_t x = 0; x < axis->size; x++)
            horizontal_pixel(axis, x, in + y * width * 3, out + y * axis->size * 3);
}

static void vertical_scalar(const wb_resize_axis *axis, const uint8_t *in, ptrdiff_t row_bytes, uint8_t *out) {
    for (ptrdiff_t y = 0; y < axis->size; y++)
        for (ptrdiff_t i = 0; i < row_bytes; i++) {
            int32_t sum = half;
            for (int32_t t = 0; t < axis->count[y]; t++)
                sum += in[(axis->first[y] + t) * row_bytes + i] * axis->weight[y * axis->taps + t];
            out[y * row_bytes + i] = narrow(sum);
        }
}

static const wb_resize_kernels scalar = {"scalar", horizontal_scalar, vertical_scalar};
const wb_resize_kernels *wb_resize_scalar(void) { return &scalar; }

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

// One output pixel at a time in the lanes of an SSE register: 4 bytes are read for 3 and 4 are written
// for 3. The surplus byte read belongs to the next pixel or row, and the surplus byte written is
// overwritten by the next pixel; the very last row, which has neither, takes the naive way.
static void horizontal_avx2(const wb_resize_axis *axis, const uint8_t *in, ptrdiff_t rows, ptrdiff_t width,
                            uint8_t *out) {
    const __m128i gather = _mm_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    for (ptrdiff_t y = 0; y + 1 < rows; y++) {
        const uint8_t *row = in + y * width * 3;
        uint8_t *result = out + y * axis->size * 3;
        for (ptrdiff_t x = 0; x < axis->size; x++) {
            const int32_t *weight = axis->weight + x * axis->taps;
            const uint8_t *pixel = row + (ptrdiff_t)axis->first[x] * 3;
            __m128i sum = _mm_set1_epi32(half);
            for (int32_t t = 0; t < axis->count[x]; t++) {
                __m128i value = _mm_cvtepu8_epi32(_mm_loadu_si32(pixel + t * 3));
                sum = _mm_add_epi32(sum, _mm_mullo_epi32(value, _mm_set1_epi32(weight[t])));
            }
            __m128i clipped = _mm_min_epi32(_mm_srai_epi32(sum, wb_resize_bits), _mm_set1_epi32(255));
            clipped = _mm_max_epi32(clipped, _mm_setzero_si128());
            _mm_storeu_si32(result + x * 3, _mm_shuffle_epi8(clipped, gather));
        }
    }
    if (rows > 0) {
        ptrdiff_t last = rows - 1;
        horizontal_scalar(axis, in + last * width * 3, 1, width, out + last * axis->size * 3);
    }
}

// 32 bytes of a row at a time.
static void vertical_avx2(const wb_resize_axis *axis, const uint8_t *in, ptrdiff_t row_bytes, uint8_t *out) {
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    for (ptrdiff_t y = 0; y < axis->size; y++) {
        const int32_t *weight = axis->weight + y * axis->taps;
        const uint8_t *rows = in + axis->first[y] * row_bytes;
        uint8_t *result = out + y * row_bytes;
        ptrdiff_t i = 0;
        for (; i + 32 <= row_bytes; i += 32) {
            __m256i a = _mm256_set1_epi32(half), b = a, c = a, d = a;
            for (int32_t t = 0; t < axis->count[y]; t++) {
                const uint8_t *p = rows + t * row_bytes + i;
                const __m256i w = _mm256_set1_epi32(weight[t]);
                a = _mm256_add_epi32(a, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(_mm_loadu_si64(p)), w));
                b = _mm256_add_epi32(b, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(_mm_loadu_si64(p + 8)), w));
                c = _mm256_add_epi32(c, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(_mm_loadu_si64(p + 16)), w));
                d = _mm256_add_epi32(d, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(_mm_loadu_si64(p + 24)), w));
            }
            // The two packs saturate, which is the clipping; they work within halves, hence the order.
            a = _mm256_srai_epi32(a, wb_resize_bits);
            b = _mm256_srai_epi32(b, wb_resize_bits);
            c = _mm256_srai_epi32(c, wb_resize_bits);
            d = _mm256_srai_epi32(d, wb_resize_bits);
            __m256i low = _mm256_packs_epi32(a, b), high = _mm256_packs_epi32(c, d);
            __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_packus_epi16(low, high), order);
            _mm256_storeu_si256((__m256i *)(result + i), bytes);
        }
        for (; i < row_bytes; i++) {
            int32_t sum = half;
            for (int32_t t = 0; t < axis->count[y]; t++) sum += rows[t * row_bytes + i] * weight[t];
            result[i] = narrow(sum);
        }
    }
}
#pragma clang attribute pop

static const wb_resize_kernels avx2 = {"avx2", horizontal_avx2, vertical_avx2};
const wb_resize_kernels *wb_resize_avx2(void) { return wb_supports_avx2() ? &avx2 : 0; }
#else
const wb_resize_kernels *wb_resize_avx2(void) { return 0; }
#endif

void wb_normalise_rgb(const uint8_t *pixels, ptrdiff_t count, const float *table, float *out) {
    const float *red = table, *green = table + 256, *blue = table + 512;
    for (ptrdiff_t i = 0; i < count; i++) {
        out[i * 3] = red[pixels[i * 3]];
        out[i * 3 + 1] = green[pixels[i * 3 + 1]];
        out[i * 3 + 2] = blue[pixels[i * 3 + 2]];
    }
}

void wb_interleave_rgb(const uint8_t *planes, ptrdiff_t count, uint8_t *out) {
    for (ptrdiff_t i = 0; i < count; i++)
        for (ptrdiff_t c = 0; c < 3; c++) out[i * 3 + c] = planes[c * count + i];
}

void wb_count_rgb(const uint8_t *pixels, ptrdiff_t count, int64_t *counts) {
    for (ptrdiff_t i = 0; i < count; i++)
        for (ptrdiff_t c = 0; c < 3; c++) counts[c * 256 + pixels[i * 3 + c]]++;
}
