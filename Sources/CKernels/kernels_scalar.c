// The naive twin of every kernel: the definition, loop by loop. It runs where no vector row fits, and
// the tests hold the vector rows against it.
#include "kernels.h"
#include <math.h>

#include "scalar/activation.inc"
#include "scalar/attention.inc"
#include "scalar/batch_norm.inc"
#include "scalar/depthwise.inc"
#include "scalar/haar.inc"
#include "scalar/layer_norm.inc"
#include "scalar/pooling.inc"
#include "scalar/scale_residual.inc"

static void copy_rows(const float *x, wb_size x_stride, float *y, wb_size y_stride, wb_size rows, wb_size channels) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < channels; c++) y[r * y_stride + c] = x[r * x_stride + c];
}

static void mean_rows(const float *x, float *y, wb_size rows, wb_size channels) {
    for (wb_size c = 0; c < channels; c++) {
        double sum = 0;
        for (wb_size r = 0; r < rows; r++) sum += x[r * channels + c];
        y[c] = (float)(sum / (double)rows);
    }
}

static void spread_rows(const float *dy, float *dx, wb_size rows, wb_size channels, float factor) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < channels; c++) dx[r * channels + c] = factor * dy[c];
}

static void scale_rows(const float *x, const float *s, float *y, wb_size rows, wb_size channels) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < channels; c++) y[r * channels + c] = x[r * channels + c] * s[c];
}

static void dot_rows(const float *x, const float *dy, float *ds, wb_size rows, wb_size channels) {
    for (wb_size c = 0; c < channels; c++) {
        double sum = 0;
        for (wb_size r = 0; r < rows; r++) sum += (double)x[r * channels + c] * dy[r * channels + c];
        ds[c] = (float)sum;
    }
}

static void scale_add_rows(const float *dy, const float *s, const float *dp, float *dx, wb_size rows,
                           wb_size channels) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < channels; c++) dx[r * channels + c] = dy[r * channels + c] * s[c] + dp[c];
}

static void activate(const float *x, float *y, wb_size count, wb_activation activation) {
    for (wb_size i = 0; i < count; i++) y[i] = value(x[i], activation);
}

static void activate_backward(const float *x, const float *dy, float *dx, wb_size count, wb_activation activation) {
    for (wb_size i = 0; i < count; i++) dx[i] = dy[i] * slope(x[i], activation);
}

static void add(const float *x, float *y, wb_size count) {
    for (wb_size i = 0; i < count; i++) y[i] += x[i];
}

static void add_rows(const float *x, float *y, wb_size rows, wb_size channels) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < channels; c++) y[r * channels + c] += x[c];
}

static void sum_rows(const float *x, float *y, wb_size rows, wb_size channels) {
    for (wb_size c = 0; c < channels; c++) {
        double sum = 0;
        for (wb_size r = 0; r < rows; r++) sum += x[r * channels + c];
        y[c] = (float)sum;
    }
}

static void shuffle(const float *left, const float *right, float *first, float *second, wb_size rows, wb_size half,
                    wb_size stride) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < 2 * half; c++) {
            float v = (c % 2 ? right : left)[r * half + c / 2];
            if (c < half) first[r * stride + c] = v;
            else second[r * stride + c - half] = v;
        }
}

static void unshuffle(const float *first, const float *second, float *left, float *right, wb_size rows,
                      wb_size half, wb_size stride) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < 2 * half; c++) {
            float v = c < half ? first[r * stride + c] : second[r * stride + c - half];
            (c % 2 ? right : left)[r * half + c / 2] = v;
        }
}

static void adamw(float *parameter, const float *gradient, float *first, float *second, wb_size count, float decay,
                  float rate1, float beta2, float rate2, float epsilon, float step, float root) {
    // Fused where torch's lerp and addcmul fuse and nowhere else, for the same bits.
#pragma clang fp contract(off)
    for (wb_size i = 0; i < count; i++) {
        float g = gradient[i];
        first[i] = fmaf(rate1, g - first[i], first[i]);
        second[i] = fmaf(rate2 * g, g, second[i] * beta2);
        parameter[i] = parameter[i] * decay - step * (first[i] / (sqrtf(second[i]) / root + epsilon));
    }
}

static void sgd(float *parameter, const float *gradient, float *buffer, wb_size count, float rate, float momentum,
                int first_step) {
#pragma clang fp contract(off)
    for (wb_size i = 0; i < count; i++) {
        buffer[i] = first_step ? gradient[i] : buffer[i] * momentum + gradient[i];
        parameter[i] -= rate * buffer[i];
    }
}

const wb_kernels *wb_kernels_scalar(void) {
    static const wb_kernels table = {
        .name = "scalar",
        .norm_statistics = norm_statistics,
        .norm_apply = norm_apply,
        .norm_backward_sums = norm_backward_sums,
        .norm_backward_input = norm_backward_input,
        .layer_norm_forward = layer_norm_forward,
        .layer_norm_backward = layer_norm_backward,
        .scale_residual = scale_residual,
        .scale_residual_backward = scale_residual_backward,
        .haar_forward = haar_forward,
        .haar_backward = haar_backward,
        .attention_forward = attention_forward,
        .attention_backward = attention_backward,
        .depthwise_forward = depthwise_forward,
        .depthwise_backward_input = depthwise_backward_input,
        .depthwise_backward_weight = depthwise_backward_weight,
        .max_pool_forward = max_pool_forward,
        .max_pool_backward = max_pool_backward,
        .average_pool_forward = average_pool_forward,
        .average_pool_backward = average_pool_backward,
        .copy_rows = copy_rows,
        .mean_rows = mean_rows,
        .spread_rows = spread_rows,
        .scale_rows = scale_rows,
        .dot_rows = dot_rows,
        .scale_add_rows = scale_add_rows,
        .activate = activate,
        .activate_backward = activate_backward,
        .add = add,
        .add_rows = add_rows,
        .sum_rows = sum_rows,
        .shuffle = shuffle,
        .unshuffle = unshuffle,
        .adamw = adamw,
        .sgd = sgd,
    };
    return &table;
}
