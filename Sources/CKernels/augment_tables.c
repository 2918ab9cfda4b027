// Operations that look each byte up in a table of its channel, and the tables that depend on the image.
#include "augment.h"

#pragma STDC FP_CONTRACT OFF

void wb_augment_map(const uint8_t *restrict table, const uint8_t *restrict pixels, ptrdiff_t count,
                    uint8_t *restrict out) {
    const uint8_t *red = table, *green = table + 256, *blue = table + 512;
    for (ptrdiff_t i = 0; i < count; i++) {
        out[i * 3] = red[pixels[i * 3]];
        out[i * 3 + 1] = green[pixels[i * 3 + 1]];
        out[i * 3 + 2] = blue[pixels[i * 3 + 2]];
    }
}

static void identity(uint8_t *table) {
    for (int value = 0; value < 256; value++) table[value] = (uint8_t)value;
}

void wb_augment_autocontrast(const uint8_t *pixels, ptrdiff_t count, uint8_t *table) {
    enum { lanes = 48 };  // a multiple of the channels and of a vector
    uint8_t least[lanes], greatest[lanes];
    for (int lane = 0; lane < lanes; lane++) least[lane] = 255, greatest[lane] = 0;
    const ptrdiff_t bytes = count * 3, whole = bytes - bytes % lanes;
    for (ptrdiff_t i = 0; i < whole; i += lanes)
        for (int lane = 0; lane < lanes; lane++) {
            uint8_t value = pixels[i + lane];
            least[lane] = value < least[lane] ? value : least[lane];
            greatest[lane] = value > greatest[lane] ? value : greatest[lane];
        }
    for (ptrdiff_t i = whole; i < bytes; i++) {
        ptrdiff_t lane = i - whole;
        if (pixels[i] < least[lane]) least[lane] = pixels[i];
        if (pixels[i] > greatest[lane]) greatest[lane] = pixels[i];
    }
    for (int channel = 0; channel < 3; channel++, table += 256) {
        int low = 255, high = 0;
        for (int lane = channel; lane < lanes; lane += 3) {
            if (least[lane] < low) low = least[lane];
            if (greatest[lane] > high) high = greatest[lane];
        }
        if (high <= low) {
            identity(table);
            continue;
        }
        const double scale = 255.0 / (high - low), offset = -low * scale;
        for (int value = 0; value < 256; value++) {
            int stretched = (int)(value * scale + offset);
            table[value] = (uint8_t)(stretched < 0 ? 0 : stretched > 255 ? 255 : stretched);
        }
    }
}

void wb_augment_equalize(const uint8_t *pixels, ptrdiff_t count, uint8_t *table) {
    // Two sets of counts, so that equal neighbours do not wait for each other.
    uint32_t even[3 * 256] = {0}, odd[3 * 256] = {0};
    ptrdiff_t i = 0;
    for (; i + 1 < count; i += 2)
        for (int channel = 0; channel < 3; channel++) {
            even[channel * 256 + pixels[i * 3 + channel]]++;
            odd[channel * 256 + pixels[i * 3 + 3 + channel]]++;
        }
    for (; i < count; i++)
        for (int channel = 0; channel < 3; channel++) even[channel * 256 + pixels[i * 3 + channel]]++;
    for (int channel = 0; channel < 3; channel++, table += 256) {
        uint64_t counts[256], last = 0;
        for (int value = 0; value < 256; value++) {
            counts[value] = (uint64_t)even[channel * 256 + value] + odd[channel * 256 + value];
            if (counts[value]) last = counts[value];
        }
        const uint64_t step = ((uint64_t)count - last) / 255;
        if (step == 0) {
            identity(table);
            continue;
        }
        // Of small images the quotient can exceed 255: the remainder of the division above is not spread.
        uint64_t sum = step / 2;
        for (int value = 0; value < 256; value++) {
            uint64_t level = sum / step;
            table[value] = (uint8_t)(level > 255 ? 255 : level);
            sum += counts[value];
        }
    }
}
