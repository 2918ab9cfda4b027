// Pillow's nearest-neighbour affine transformation (libImaging/Geometry.c): coordinates of pixel centres in 16.16
// fixed point, or in double precision where a corner is too far away for that.
#include "augment.h"
#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Below 2^15 in size, so that a coordinate in 16.16 fits into 32 bits. The results depend on this choice.
static int is_near(const wb_affine *m, double x, double y) {
    return fabs(x * m->a + y * m->b + m->c) < 32768 && fabs(x * m->d + y * m->e + m->f) < 32768;
}

static int64_t fixed(double value) { return (int64_t)floor(value * 65536 + 0.5); }

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0); }

// Narrows [*first, *end) to the x with 0 <= start + x * step < limit.
static void narrow(int64_t start, int64_t step, int64_t limit, int64_t *first, int64_t *end) {
    int64_t low = 0, high = *end;
    if (step > 0) {
        low = -floor_divide(start, step);
        high = -floor_divide(start - limit, step);
    } else if (step < 0) {
        low = floor_divide(start - limit, -step) + 1;
        high = floor_divide(start, -step) + 1;
    } else if (start < 0 || start >= limit) {
        high = 0;
    }
    if (*first < low) *first = low;
    if (*end > high) *end = high;
    if (*end < *first) *end = *first;
}

static inline void copy_pixel(uint8_t *to, const uint8_t *from) { memcpy(to, from, 3); }

static void affine_fixed(const wb_affine *m, const uint8_t *pixels, ptrdiff_t height, ptrdiff_t width, uint8_t *out) {
    const int64_t a = fixed(m->a), b = fixed(m->b), d = fixed(m->d), e = fixed(m->e);
    int64_t row_x = fixed(m->c + m->a * 0.5 + m->b * 0.5), row_y = fixed(m->f + m->d * 0.5 + m->e * 0.5);
    for (ptrdiff_t row = 0; row < height; row++, row_x += b, row_y += e, out += width * 3) {
        // Solved for the part of the row that has a source, there is nothing to test for each pixel.
        int64_t first = 0, end = width;
        narrow(row_x, a, (int64_t)width << 16, &first, &end);
        narrow(row_y, d, (int64_t)height << 16, &first, &end);
        if (first == end) first = end = 0;
        int64_t x = row_x + first * a, y = row_y + first * d;
        memset(out, 0, (size_t)first * 3);
        if (a == 1 << 16 && d == 0 && first < end) {
            memcpy(out + first * 3, pixels + ((y >> 16) * width + (x >> 16)) * 3, (size_t)(end - first) * 3);
        } else {
            for (int64_t i = first; i < end; i++, x += a, y += d)
                copy_pixel(out + i * 3, pixels + ((y >> 16) * width + (x >> 16)) * 3);
        }
        memset(out + end * 3, 0, (size_t)(width - end) * 3);
    }
}

// Coordinates are sums, not products: so they carry Pillow's rounding errors.
static void affine_double(const wb_affine *m, const uint8_t *pixels, ptrdiff_t height, ptrdiff_t width, uint8_t *out) {
    double row_x = m->c + m->b * 0.5 + m->a * 0.5, row_y = m->f + m->e * 0.5 + m->d * 0.5;
    memset(out, 0, (size_t)(height * width) * 3);
    for (ptrdiff_t row = 0; row < height; row++, row_x += m->b, row_y += m->e) {
        double x = row_x, y = row_y;
        for (ptrdiff_t i = 0; i < width; i++, out += 3, x += m->a, y += m->d)
            if (x >= 0 && x < (double)width && y >= 0 && y < (double)height)
                copy_pixel(out, pixels + ((ptrdiff_t)y * width + (ptrdiff_t)x) * 3);
    }
}

void wb_augment_affine(const wb_affine *matrix, const uint8_t *pixels, ptrdiff_t height, ptrdiff_t width,
                       uint8_t *out) {
    const double right = (double)width, bottom = (double)height;
    if (is_near(matrix, 0, 0) && is_near(matrix, right, bottom) && is_near(matrix, 0, bottom) &&
        is_near(matrix, right, 0))
        affine_fixed(matrix, pixels, height, width, out);
    else
        affine_double(matrix, pixels, height, width, out);
}
