// Four inks to RGB, as Pillow's Image.convert("RGB") does it: without a colour profile.
#pragma once
#include <stddef.h>
#include <stdint.h>

// `inks` holds `count` times cyan, magenta, yellow and black, 0 for none. `rgb` takes 3 x count bytes.
void wb_inks_to_rgb(const uint8_t *inks, size_t count, uint8_t *rgb);
