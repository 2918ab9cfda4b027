// The naive twin of every kernel: the definition, loop by loop. It runs where no vector row fits, and
// the tests hold the vector rows against it.
#include "kernels.h"
#include <math.h>

static float clamp6(float x) { return x < 0 ? 0 : x > 6 ? 6 : x; }

static float value(float x, wb_activation activation) {
    switch (activation) {
    case wb_identity: return x;
    case wb_relu: return x < 0 ? 0 : x; // a NaN stays
    case wb_hardswish: return x * clamp6(x + 3) / 6;
    case wb_silu: return x / (1 + expf(-x));
    case wb_hardsigmoid: return clamp6(x + 3) / 6;
    }
    return x;
}

// The derivatives at the kinks are PyTorch's: hard-swish and hard-sigmoid are open intervals (-3, 3).
static float slope(float x, wb_activation activation) {
    switch (activation) {
    case wb_identity: return 1;
    case wb_relu: return x > 0;
    case wb_hardswish: return x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5f;
    case wb_silu: {
        float s = 1 / (1 + expf(-x));
        return s * (1 + x * (1 - s));
    }
    case wb_hardsigmoid: return x > -3 && x < 3 ? 1.0f / 6 : 0;
    }
    return 1;
}

static void norm_statistics(const float *x, wb_size rows, wb_size channels, const float *pivot, double *sum,
                            double *square) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < channels; c++) {
            double d = x[r * channels + c] - pivot[c];
            sum[c] += d;
            square[c] += d * d;
        }
}

static void norm_apply(const float *x, const float *residual, float *y, wb_size rows, wb_size channels,
                       const float *scale, const float *shift, wb_activation activation) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < channels; c++) {
            wb_size i = r * channels + c;
            y[i] = value(fmaf(x[i], scale[c], shift[c]) + (residual ? residual[i] : 0), activation);
        }
}

static void norm_backward_sums(const wb_norm *norm, const float *x, const float *y, const float *dy,
                               const float *dy2, float *g, wb_size rows, wb_size channels, double *sum_g,
                               double *sum_gx) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < channels; c++) {
            wb_size i = r * channels + c;
            float z = y ? y[i] : fmaf(x[i], norm->scale[c], norm->shift[c]);
            float gradient = (dy[i] + (dy2 ? dy2[i] : 0)) * slope(z, norm->activation);
            if (g) g[i] = gradient;
            sum_g[c] += gradient;
            sum_gx[c] += (double)gradient * (x[i] - norm->mean[c]);
        }
}

static void norm_backward_input(const wb_norm *norm, int fold, const float *x, const float *g, float *dx,
                                wb_size rows, wb_size channels, const float *a, const float *b, const float *c0) {
    for (wb_size r = 0; r < rows; r++)
        for (wb_size c = 0; c < channels; c++) {
            wb_size i = r * channels + c;
            float gradient = g[i];
            if (fold) gradient *= slope(fmaf(x[i], norm->scale[c], norm->shift[c]), norm->activation);
            dx[i] = gradient * a[c] + (x[i] * b[c] + c0[c]);
        }
}

static void depthwise_forward(const wb_depthwise *s, const float *x, const float *weight, float *y,
                              wb_size row_begin, wb_size row_end) {
    for (wb_size row = row_begin; row < row_end; row++) {
        wb_size n = row / s->out_height, oh = row % s->out_height;
        for (wb_size ow = 0; ow < s->out_width; ow++)
            for (wb_size c = 0; c < s->channels; c++) {
                float sum = 0;
                for (wb_size kh = 0; kh < s->kernel; kh++)
                    for (wb_size kw = 0; kw < s->kernel; kw++) {
                        wb_size ih = oh * s->stride + kh - s->padding, iw = ow * s->stride + kw - s->padding;
                        if (ih < 0 || ih >= s->height || iw < 0 || iw >= s->width) continue;
                        sum += x[((n * s->height + ih) * s->width + iw) * s->channels + c] *
                               weight[(kh * s->kernel + kw) * s->channels + c];
                    }
                y[(row * s->out_width + ow) * s->channels + c] = sum;
            }
    }
}

static void depthwise_backward_input(const wb_depthwise *s, const float *dy, const float *weight, float *dx,
                                     wb_size row_begin, wb_size row_end) {
    for (wb_size row = row_begin; row < row_end; row++) {
        wb_size n = row / s->height, ih = row % s->height;
        for (wb_size iw = 0; iw < s->width; iw++)
            for (wb_size c = 0; c < s->channels; c++) {
                float sum = 0;
                for (wb_size kh = 0; kh < s->kernel; kh++)
                    for (wb_size kw = 0; kw < s->kernel; kw++) {
                        wb_size h = ih + s->padding - kh, w = iw + s->padding - kw;
                        if (h < 0 || w < 0 || h % s->stride || w % s->stride) continue;
                        wb_size oh = h / s->stride, ow = w / s->stride;
                        if (oh >= s->out_height || ow >= s->out_width) continue;
                        sum += dy[((n * s->out_height + oh) * s->out_width + ow) * s->channels + c] *
                               weight[(kh * s->kernel + kw) * s->channels + c];
                    }
                dx[(row * s->width + iw) * s->channels + c] = sum;
            }
    }
}

static void depthwise_backward_weight(const wb_depthwise *s, const float *x, const float *dy, float *dweight,
                                      wb_size row_begin, wb_size row_end) {
    for (wb_size kh = 0; kh < s->kernel; kh++)
        for (wb_size kw = 0; kw < s->kernel; kw++)
            for (wb_size c = 0; c < s->channels; c++) {
                double sum = 0;
                for (wb_size row = row_begin; row < row_end; row++) {
                    wb_size n = row / s->out_height, ih = row % s->out_height * s->stride + kh - s->padding;
                    if (ih < 0 || ih >= s->height) continue;
                    for (wb_size ow = 0; ow < s->out_width; ow++) {
                        wb_size iw = ow * s->stride + kw - s->padding;
                        if (iw < 0 || iw >= s->width) continue;
                        sum += (double)x[((n * s->height + ih) * s->width + iw) * s->channels + c] *
                               dy[(row * s->out_width + ow) * s->channels + c];
                    }
                }
                dweight[(kh * s->kernel + kw) * s->channels + c] += (float)sum;
            }
}

static void max_pool_forward(const wb_pooling *s, const float *x, float *y, uint8_t *index, wb_size images) {
    for (wb_size row = 0; row < images * s->out_height; row++) {
        wb_size n = row / s->out_height, oh = row % s->out_height;
        for (wb_size ow = 0; ow < s->out_width; ow++)
            for (wb_size c = 0; c < s->channels; c++) {
                float best = -INFINITY;
                uint8_t where = 0;
                int found = 0;
                for (wb_size kh = 0; kh < s->kernel; kh++)
                    for (wb_size kw = 0; kw < s->kernel; kw++) {
                        wb_size ih = oh * s->stride + kh - s->padding, iw = ow * s->stride + kw - s->padding;
                        if (ih < 0 || ih >= s->height || iw < 0 || iw >= s->width) continue;
                        float v = x[((n * s->height + ih) * s->width + iw) * s->channels + c];
                        // A NaN wins, as in PyTorch, so that it is not lost.
                        if (!found || v > best || v != v) {
                            best = v;
                            where = (uint8_t)(kh * s->kernel + kw);
                            found = 1;
                        }
                    }
                wb_size i = (row * s->out_width + ow) * s->channels + c;
                y[i] = best;
                if (index) index[i] = where;
            }
    }
}

static void max_pool_backward(const wb_pooling *s, const float *dy, const float *dy2, const uint8_t *index,
                              float *dx, wb_size images) {
    for (wb_size i = 0; i < images * s->height * s->width * s->channels; i++) dx[i] = 0;
    for (wb_size row = 0; row < images * s->out_height; row++) {
        wb_size n = row / s->out_height, oh = row % s->out_height;
        for (wb_size ow = 0; ow < s->out_width; ow++)
            for (wb_size c = 0; c < s->channels; c++) {
                wb_size i = (row * s->out_width + ow) * s->channels + c;
                wb_size ih = oh * s->stride + index[i] / s->kernel - s->padding;
                wb_size iw = ow * s->stride + index[i] % s->kernel - s->padding;
                dx[((n * s->height + ih) * s->width + iw) * s->channels + c] += dy[i] + (dy2 ? dy2[i] : 0);
            }
    }
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
        .depthwise_forward = depthwise_forward,
        .depthwise_backward_input = depthwise_backward_input,
        .depthwise_backward_weight = depthwise_backward_weight,
        .max_pool_forward = max_pool_forward,
        .max_pool_backward = max_pool_backward,
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
