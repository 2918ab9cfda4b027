// Element loops of the training engine. Activations are NHWC: a tensor is `rows` pixels of `channels`
// contiguous floats. Every kernel works on a range that the caller chose, allocates nothing and
// keeps no state; Swift owns shapes, lifetimes and threads.
//
// There is one table of kernels an instruction set. The scalar row is the naive twin that the tests
// compare the others with.
#pragma once
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef ptrdiff_t wb_size;

typedef enum {
    wb_identity = 0,
    wb_relu = 1,
    wb_hardswish = 2,   // x * clamp(x + 3, 0, 6) / 6
    wb_silu = 3,        // x * sigmoid(x)
    wb_hardsigmoid = 4, // clamp(x + 3, 0, 6) / 6
    wb_gelu = 5,        // x * Phi(x), with the exact normal distribution function (erf)
    wb_sigmoid = 6,     // 1 / (1 + exp(-x))
} wb_activation;

// A depthwise convolution: one k x k filter a channel, zero padding on all sides.
typedef struct {
    wb_size height, width, channels;  // of the input
    wb_size out_height, out_width;    // of the output
    wb_size kernel, stride, padding;
} wb_depthwise;

// A pooling window over NHWC.
typedef struct {
    wb_size height, width, channels;
    wb_size out_height, out_width;
    wb_size kernel, stride, padding;
} wb_pooling;

// Per-channel constants of a batch norm's backward pass.
typedef struct {
    const float *scale;    // weight * inverse standard deviation
    const float *shift;    // bias - mean * scale
    const float *mean;     // of the batch
    wb_activation activation;
} wb_norm;

// One level of a two-dimensional Haar transform: 2x2 input pixels a b / c d become one output pixel of
// four times as many channels.
typedef struct {
    wb_size height, width;  // of the output; the input has twice as many rows and columns
    wb_size channels;       // of the input
    wb_size x_stride;       // floats from one input pixel to the next, at least `channels`
    wb_size y_stride;       // floats from one output pixel to the next, at least 4 * `channels`
} wb_haar;

// Attention within one window of `tokens` tokens. A token's row holds q, k and v one after the other,
// each heads x head_dim floats.
typedef struct {
    wb_size tokens, heads, head_dim;
    int cosine;             // q and k are divided by their norms (at least 1e-12) first: Swin V2
} wb_attention;

typedef struct {
    const char *name;

    // x_stride: floats from one pixel of x to the next, at least `channels`: x may be the first channels
    // of a wider tensor. All other tensors are contiguous.

    // sum[c] += sum of (x - pivot[c]), square[c] += sum of (x - pivot[c])^2 over the rows.
    void (*norm_statistics)(const float *x, wb_size x_stride, wb_size rows, wb_size channels, const float *pivot,
                            double *sum, double *square);
    // y = activation(x * scale + shift + residual); residual may be null; y may be x where x is contiguous.
    void (*norm_apply)(const float *x, wb_size x_stride, const float *_Nullable residual, float *y, wb_size rows,
                       wb_size channels, const float *scale, const float *shift, wb_activation activation);
    // g = (dy + dy2) * activation'; sum_g[c] += g, sum_gx[c] += g * (x - mean[c]).
    // dy2 and g may be null. y, the layer's output, is read only where it is not null: with a
    // residual the sign of the activation's argument cannot be told from x. g may be dy.
    void (*norm_backward_sums)(const wb_norm *norm, const float *x, wb_size x_stride, const float *_Nullable y,
                               const float *dy, const float *_Nullable dy2, float *_Nullable g, wb_size rows,
                               wb_size channels, double *sum_g, double *sum_gx);
    // dx = g * a[c] + x * b[c] + c0[c]; where `fold` is set, dy comes in place of g and the
    // activation's derivative is taken again from x. dx has the pixel distance dx_stride;
    // where `accumulate` is set, the result is added to it; where it is not, a contiguous dx may be g.
    void (*norm_backward_input)(const wb_norm *norm, int fold, const float *x, wb_size x_stride, const float *g,
                                float *dx, wb_size dx_stride, int accumulate, wb_size rows, wb_size channels,
                                const float *a, const float *b, const float *c0);

    // Layer norm over channels: mean[r] and inverse[r] = 1 / sqrt(biased variance + epsilon) of each row,
    // y = (x - mean) * inverse * weight + bias. y may be x.
    void (*layer_norm_forward)(const float *x, float *y, float *mean, float *inverse, wb_size rows,
                               wb_size channels, const float *weight, const float *bias, float epsilon);
    // dx = the gradient by x, or += where `accumulate` is set; dx may be dy where it is not.
    // dweight[c] +=, dbias[c] += sums over the rows.
    void (*layer_norm_backward)(const float *x, const float *dy, float *dx, int accumulate, const float *mean,
                                const float *inverse, wb_size rows, wb_size channels, const float *weight,
                                double *dweight, double *dbias);

    // y = residual + x * scale[c] * factor; scale may be null (1). y may be x or residual.
    void (*scale_residual)(const float *x, const float *_Nullable scale, float factor, const float *residual,
                           float *y, wb_size rows, wb_size channels);
    // dx = dy * scale[c] * factor; dscale[c] += sum over rows of dy * x * factor. scale and dscale are null
    // together, and x is not read then. dx may be dy.
    void (*scale_residual_backward)(const float *_Nullable x, const float *_Nullable scale, float factor,
                                    const float *dy, float *dx, double *_Nullable dscale, wb_size rows,
                                    wb_size channels);

    // Output pixel: first LL of each channel, then for channel c at channels + 3 * c the bands LH, HL, HH:
    // LL = (a + b + c + d) / 2, LH = (a + b - c - d) / 2, HL = (a - b + c - d) / 2, HH = (a - b - c + d) / 2.
    // Rows are output rows of all images: image * height + row.
    void (*haar_forward)(const wb_haar *shape, const float *x, float *y, wb_size row_begin, wb_size row_end);
    // The transform is orthogonal: dx is its inverse of dy; or dx += where `accumulate` is set.
    void (*haar_backward)(const wb_haar *shape, const float *dy, float *dx, int accumulate, wb_size row_begin,
                          wb_size row_end);

    // For each head: softmax over j of (q_i k_j * scale[head] + bias[head][i][j] + mask) applied to v; mask is
    // -100 where region[i] != region[j], 0 where region is null. rows[i] is token i's q, k, v; out[i] its
    // heads x head_dim results, or null where they are not wanted. scratch: wb_attention_scratch floats.
    void (*attention_forward)(const wb_attention *shape, const float *_Nonnull const *_Nonnull rows,
                              float *_Nullable const *_Nonnull out, const float *scale, const float *bias,
                              const uint8_t *_Nullable region, float *scratch);
    // From dout[i] (null: zero) the gradient of each token's row, drows[i] (overwritten); dbias[head][i][j] +=,
    // dscale[head] += the gradients by bias and scale. Tokens may share a row, but each has its own drows[i];
    // where no row is shared, drows[i] may be rows[i].
    void (*attention_backward)(const wb_attention *shape, const float *_Nonnull const *_Nonnull rows,
                               const float *_Nullable const *_Nonnull dout, float *_Nonnull const *_Nonnull drows,
                               const float *scale, const float *bias, const uint8_t *_Nullable region,
                               float *dbias, double *dscale, float *scratch);

    // Rows are output rows of all images: image * out_height + row. Weights are [kernel*kernel][channels].
    void (*depthwise_forward)(const wb_depthwise *shape, const float *x, const float *weight, float *y,
                              wb_size row_begin, wb_size row_end);
    // Rows are input rows of all images.
    void (*depthwise_backward_input)(const wb_depthwise *shape, const float *dy, const float *weight, float *dx,
                                     wb_size row_begin, wb_size row_end);
    // dweight += over output rows.
    void (*depthwise_backward_weight)(const wb_depthwise *shape, const float *x, const float *dy, float *dweight,
                                      wb_size row_begin, wb_size row_end);

    // Over whole images. index holds the winning position in the window, kernel * row + column.
    void (*max_pool_forward)(const wb_pooling *shape, const float *x, float *y, uint8_t *_Nullable index,
                             wb_size images);
    // dy2, a second gradient of the output, may be null.
    void (*max_pool_backward)(const wb_pooling *shape, const float *dy, const float *_Nullable dy2,
                              const uint8_t *index, float *dx, wb_size images);

    // Windows without padding; over output rows of all images: image * out_height + row.
    void (*average_pool_forward)(const wb_pooling *shape, const float *x, float *y, wb_size row_begin,
                                 wb_size row_end);
    // Over whole images, for windows that do not overlap (stride = kernel). Pixels that no window covers get 0.
    void (*average_pool_backward)(const wb_pooling *shape, const float *dy, float *dx, wb_size images);

    // Copies `channels` floats a row between tensors with the given distances between rows.
    void (*copy_rows)(const float *x, wb_size x_stride, float *y, wb_size y_stride, wb_size rows, wb_size channels);

    // y[c] = mean over rows of x.
    void (*mean_rows)(const float *x, float *y, wb_size rows, wb_size channels);
    // dx = factor * dy[c] for every row.
    void (*spread_rows)(const float *dy, float *dx, wb_size rows, wb_size channels, float factor);
    // y = x * s[c].
    void (*scale_rows)(const float *x, const float *s, float *y, wb_size rows, wb_size channels);
    // ds[c] = sum over rows of x * dy.
    void (*dot_rows)(const float *x, const float *dy, float *ds, wb_size rows, wb_size channels);
    // dx = dy * s[c] + dp[c]; dx may be dy.
    void (*scale_add_rows)(const float *dy, const float *s, const float *dp, float *dx, wb_size rows,
                           wb_size channels);

    // y may be x.
    void (*activate)(const float *x, float *y, wb_size count, wb_activation activation);
    // dx = dy * activation'(x); dx may be dy.
    void (*activate_backward)(const float *x, const float *dy, float *dx, wb_size count, wb_activation activation);
    // y += x.
    void (*add)(const float *x, float *y, wb_size count);
    // y[r][c] += x[c] for every row.
    void (*add_rows)(const float *x, float *y, wb_size rows, wb_size channels);
    // y[c] = sum over rows of x.
    void (*sum_rows)(const float *x, float *y, wb_size rows, wb_size channels);

    // Channel shuffle with two groups of `half` channels: out = left[0], right[0], left[1], right[1], ...
    // Row r of the result is split in two: channels below `half` go to first, the others to second, both
    // with the given distance between rows.
    void (*shuffle)(const float *left, const float *right, float *first, float *second, wb_size rows,
                    wb_size half, wb_size stride);
    void (*unshuffle)(const float *first, const float *second, float *left, float *right, wb_size rows,
                      wb_size half, wb_size stride);

    // AdamW as torch.optim.AdamW computes it. decay = 1 - lr * weight_decay, rate1 = 1 - beta1,
    // rate2 = 1 - beta2, step = lr / (1 - beta1^t), root = sqrt(1 - beta2^t); each rounded once from double.
    void (*adamw)(float *parameter, const float *gradient, float *first, float *second, wb_size count, float decay,
                  float rate1, float beta2, float rate2, float epsilon, float step, float root);
    // SGD with momentum as torch.optim.SGD computes it, dampening 0. At the first step the buffer is the gradient.
    void (*sgd)(float *parameter, const float *gradient, float *buffer, wb_size count, float rate, float momentum,
                int first_step);
} wb_kernels;

// Floats of scratch that the attention kernels of every row need; a multiple of 16.
wb_size wb_attention_scratch(const wb_attention *shape);

// The rows of the dispatch table. A row is null where it was not compiled in (another processor family).
const wb_kernels *wb_kernels_scalar(void);
const wb_kernels *_Nullable wb_kernels_avx2(void);
const wb_kernels *_Nullable wb_kernels_avx512(void);

// What the processor and the operating system support.
int wb_supports_avx2(void);
int wb_supports_avx512(void);

#pragma clang assume_nonnull end
