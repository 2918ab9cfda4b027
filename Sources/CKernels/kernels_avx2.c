// The AVX2 row of the dispatch table.
#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"), min_vector_width(256))), apply_to = function)

#define LANES 8
typedef float vec __attribute__((vector_size(32)));
typedef int32_t ivec __attribute__((vector_size(32)));
typedef uint8_t bvec __attribute__((vector_size(8)));

static inline vec load_all(const float *p) { return (vec)_mm256_loadu_ps(p); }
static inline void store_all(float *p, vec v) { _mm256_storeu_ps(p, (__m256)v); }
static inline __m256i some(wb_size n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
static inline vec load_some(const float *p, wb_size n) { return (vec)_mm256_maskload_ps(p, some(n)); }
static inline void store_some(float *p, vec v, wb_size n) { _mm256_maskstore_ps(p, some(n), (__m256)v); }
static inline vec multiply_add(vec a, vec b, vec c) { return (vec)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
static inline vec maximum(vec a, vec b) { return (vec)_mm256_max_ps((__m256)a, (__m256)b); }
static inline vec minimum(vec a, vec b) { return (vec)_mm256_min_ps((__m256)a, (__m256)b); }
static inline vec square_root(vec a) { return (vec)_mm256_sqrt_ps((__m256)a); }
static inline vec interleave_low(vec a, vec b) { return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
static inline vec interleave_high(vec a, vec b) {
    return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
static inline vec even_lanes(vec a, vec b) { return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14); }
static inline vec odd_lanes(vec a, vec b) { return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15); }

// a b c a b c ... of three vectors, and back.
static inline void interleave3(vec a, vec b, vec c, vec *out) {
    vec t0 = __builtin_shufflevector(a, b, 0, 8, 0, 1, 9, 0, 2, 10);
    out[0] = __builtin_shufflevector(t0, c, 0, 1, 8, 3, 4, 9, 6, 7);
    vec t1 = __builtin_shufflevector(a, b, 0, 3, 11, 0, 4, 12, 0, 5);
    out[1] = __builtin_shufflevector(t1, c, 10, 1, 2, 11, 4, 5, 12, 7);
    vec t2 = __builtin_shufflevector(a, b, 13, 0, 6, 14, 0, 7, 15, 0);
    out[2] = __builtin_shufflevector(t2, c, 0, 13, 2, 3, 14, 5, 6, 15);
}
static inline void separate3(const vec *in, vec *a, vec *b, vec *c) {
    vec t0 = __builtin_shufflevector(in[0], in[1], 0, 3, 6, 9, 12, 15, 0, 0);
    *a = __builtin_shufflevector(t0, in[2], 0, 1, 2, 3, 4, 5, 10, 13);
    vec t1 = __builtin_shufflevector(in[0], in[1], 1, 4, 7, 10, 13, 0, 0, 0);
    *b = __builtin_shufflevector(t1, in[2], 0, 1, 2, 3, 4, 8, 11, 14);
    vec t2 = __builtin_shufflevector(in[0], in[1], 2, 5, 8, 11, 14, 0, 0, 0);
    *c = __builtin_shufflevector(t2, in[2], 0, 1, 2, 3, 4, 9, 12, 15);
}

static inline float reduce_add(vec a) {
    __m128 half = _mm_add_ps(_mm256_castps256_ps128((__m256)a), _mm256_extractf128_ps((__m256)a, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}
static inline float reduce_maximum(vec a) {
    __m128 half = _mm_max_ps(_mm256_castps256_ps128((__m256)a), _mm256_extractf128_ps((__m256)a, 1));
    half = _mm_max_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_max_ss(half, _mm_movehdup_ps(half)));
}
static const ivec lane_numbers = {0, 1, 2, 3, 4, 5, 6, 7};

#define TABLE_NAME "avx2"
#define TABLE_FUNCTION wb_kernels_avx2
#include "kernels_vector.inc"
#pragma clang attribute pop
#else
const wb_kernels *wb_kernels_avx2(void) { return 0; }
#endif
