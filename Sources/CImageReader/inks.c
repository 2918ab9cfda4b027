#include "inks.h"

// libImaging/Convert.c, cmyk2rgb: 255 - k - c * (255 - k) / 255, rounded, not below 0.
void wb_inks_to_rgb(const uint8_t *inks, size_t count, uint8_t *rgb) {
    for (size_t i = 0; i < count; i++, inks += 4, rgb += 3) {
        int white = 255 - inks[3];
        for (int ink = 0; ink < 3; ink++) {
            int product = inks[ink] * white + 128;
            int value = white - (((product >> 8) + product) >> 8);
            rgb[ink] = (uint8_t)(value < 0 ? 0 : value);
        }
    }
}
