// ImageEnhance: Image.blend between an image without the property (grey, smoothed) and the image itself, in single
// precision and truncated. No product may be fused with the addition behind it.
#include "augment.h"
#include "kernels.h"
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define INLINED static inline __attribute__((always_inline))

INLINED uint8_t blend(int32_t from, int32_t to, float factor) {
    float value = (float)from + factor * (float)(to - from);
    value = value > 0 ? value : 0;
    value = value < 255 ? value : 255;
    return (uint8_t)(int32_t)value;
}

// ---- Color and the grey level that Contrast needs

// convert("L"): ITU-R 601-2 in 16 fractional bits.
INLINED int32_t grey(const uint8_t *pixel) {
    return (pixel[0] * 19595 + pixel[1] * 38470 + pixel[2] * 7471 + 0x8000) >> 16;
}

static int64_t grey_sum_scalar(const uint8_t *pixels, ptrdiff_t count) {
    int64_t sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) sum += grey(pixels + i * 3);
    return sum;
}

static void color_scalar(float factor, const uint8_t *pixels, ptrdiff_t count, uint8_t *out) {
    for (ptrdiff_t i = 0; i < count; i++) {
        int32_t from = grey(pixels + i * 3);
        for (ptrdiff_t c = 0; c < 3; c++) out[i * 3 + c] = blend(from, pixels[i * 3 + c], factor);
    }
}

// ---- Sharpness

// One row but for its first and last pixel. SMOOTH is the sum of nine pixels, the middle one five times, over 13,
// rounded. Pillow adds floats, which comes to the same: thirteenths stay 1/26 away from a half. For these sums the
// multiplication is a division by 13.
INLINED void sharpness_row(float factor, const uint8_t *restrict above, const uint8_t *restrict row,
                           const uint8_t *restrict below, ptrdiff_t bytes, uint8_t *restrict out) {
    enum { block = 512 };
    for (ptrdiff_t start = 3; start < bytes - 3; start += block) {
        const ptrdiff_t count = bytes - 3 - start < block ? bytes - 3 - start : block;
        uint16_t column[block + 6];
        for (ptrdiff_t i = 0; i < count + 6; i++) {
            ptrdiff_t at = start - 3 + i;
            column[i] = (uint16_t)(above[at] + row[at] + below[at]);
        }
        for (ptrdiff_t i = 0; i < count; i++) {
            uint16_t sum = (uint16_t)(column[i] + column[i + 3] + column[i + 6] + 4 * row[start + i] + 6);
            uint16_t smooth = (uint16_t)((uint32_t)sum * 5042 >> 16);
            out[start + i] = blend(smooth, row[start + i], factor);
        }
    }
}

INLINED void sharpness(float factor, const uint8_t *pixels, ptrdiff_t height, ptrdiff_t width, uint8_t *out) {
    const ptrdiff_t bytes = width * 3;
    // The border is not smoothed, hence not sharpened.
    if (height < 3 || width < 3) {
        memcpy(out, pixels, (size_t)(height * bytes));
        return;
    }
    memcpy(out, pixels, (size_t)bytes);
    for (ptrdiff_t y = 1; y < height - 1; y++) {
        const uint8_t *row = pixels + y * bytes;
        uint8_t *result = out + y * bytes;
        memcpy(result, row, 3);
        sharpness_row(factor, row - bytes, row, row + bytes, bytes, result);
        memcpy(result + bytes - 3, row + bytes - 3, 3);
    }
    memcpy(out + (height - 1) * bytes, pixels + (height - 1) * bytes, (size_t)bytes);
}

static void sharpness_scalar(float factor, const uint8_t *pixels, ptrdiff_t height, ptrdiff_t width, uint8_t *out) {
    sharpness(factor, pixels, height, width, out);
}

static const wb_augment_kernels scalar = {"scalar", grey_sum_scalar, color_scalar, sharpness_scalar};
const wb_augment_kernels *wb_augment_scalar(void) { return &scalar; }

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

enum { surplus = 4 };  // bytes that eight pixels' loads read beyond them, and that must exist

// The grey levels of eight pixels. Green's weight has 17 bits and is halved, to be multiplied twice.
static inline __m256i grey_avx2(const uint8_t *pixels) {
    __m256i bytes = _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)pixels));
    bytes = _mm256_inserti128_si256(bytes, _mm_loadu_si128((const __m128i *)(pixels + 12)), 1);
    const __m256i red_green = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
    const __m256i blue_green = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(2, -1, 1, -1, 5, -1, 4, -1, 8, -1, 7, -1, 11, -1, 10, -1));
    const __m256i first = _mm256_set1_epi32(19235 << 16 | 19595), second = _mm256_set1_epi32(19235 << 16 | 7471);
    __m256i sum = _mm256_madd_epi16(_mm256_shuffle_epi8(bytes, red_green), first);
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_shuffle_epi8(bytes, blue_green), second));
    return _mm256_srli_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(0x8000)), 16);
}

static int64_t grey_sum_avx2(const uint8_t *pixels, ptrdiff_t count) {
    enum { most = 1 << 20 };  // groups of eight pixels whose sums fit into 32 bits
    int64_t total = 0;
    ptrdiff_t i = 0;
    while ((i + 8) * 3 + surplus <= count * 3) {
        __m256i sum = _mm256_setzero_si256();
        for (int group = 0; group < most && (i + 8) * 3 + surplus <= count * 3; group++, i += 8)
            sum = _mm256_add_epi32(sum, grey_avx2(pixels + i * 3));
        int32_t lanes[8];
        _mm256_storeu_si256((__m256i *)lanes, sum);
        for (int lane = 0; lane < 8; lane++) total += lanes[lane];
    }
    return total + grey_sum_scalar(pixels + i * 3, count - i);
}

static inline __m256i blend_avx2(__m256i from, const uint8_t *to, __m256 factor) {
    __m256i difference = _mm256_sub_epi32(_mm256_cvtepu8_epi32(_mm_loadu_si64(to)), from);
    __m256 value = _mm256_mul_ps(factor, _mm256_cvtepi32_ps(difference));
    return _mm256_cvttps_epi32(_mm256_add_ps(_mm256_cvtepi32_ps(from), value));
}

static void color_avx2(float factor, const uint8_t *pixels, ptrdiff_t count, uint8_t *out) {
    const __m256 factors = _mm256_set1_ps(factor);
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    ptrdiff_t i = 0;
    for (; (i + 8) * 3 + surplus <= count * 3; i += 8) {
        const uint8_t *pixel = pixels + i * 3;
        __m256i level = grey_avx2(pixel);
        __m256i a = _mm256_permutevar8x32_epi32(level, _mm256_setr_epi32(0, 0, 0, 1, 1, 1, 2, 2));
        __m256i b = _mm256_permutevar8x32_epi32(level, _mm256_setr_epi32(2, 3, 3, 3, 4, 4, 4, 5));
        __m256i c = _mm256_permutevar8x32_epi32(level, _mm256_setr_epi32(5, 5, 6, 6, 6, 7, 7, 7));
        a = blend_avx2(a, pixel, factors);
        b = blend_avx2(b, pixel + 8, factors);
        c = blend_avx2(c, pixel + 16, factors);
        // The packs saturate, which is the clipping; they work within halves, hence the order.
        __m256i bytes = _mm256_packus_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, c));
        bytes = _mm256_permutevar8x32_epi32(bytes, order);
        _mm_storeu_si128((__m128i *)(out + i * 3), _mm256_castsi256_si128(bytes));
        _mm_storeu_si64(out + i * 3 + 16, _mm256_extracti128_si256(bytes, 1));
    }
    color_scalar(factor, pixels + i * 3, count - i, out + i * 3);
}

static void sharpness_avx2(float factor, const uint8_t *pixels, ptrdiff_t height, ptrdiff_t width, uint8_t *out) {
    sharpness(factor, pixels, height, width, out);
}
#pragma clang attribute pop

static const wb_augment_kernels avx2 = {"avx2", grey_sum_avx2, color_avx2, sharpness_avx2};
const wb_augment_kernels *wb_augment_avx2(void) { return wb_supports_avx2() ? &avx2 : 0; }
#else
const wb_augment_kernels *wb_augment_avx2(void) { return 0; }
#endif
