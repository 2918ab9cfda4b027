#define _GNU_SOURCE
#include "tiff_layout.h"
#include "message.h"
#include <string.h>

// A tile larger than this is no tile of a picture of the sizes that are read.
enum { block_limit = 1 << 29 };

static int check_compression(TIFF *tiff, char *message) {
    uint16_t compression = COMPRESSION_NONE;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    switch (compression) {
    case COMPRESSION_NONE:
    case COMPRESSION_LZW:
    case COMPRESSION_PACKBITS:
    case COMPRESSION_DEFLATE:
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_JPEG:
    case COMPRESSION_CCITTRLE:
    case COMPRESSION_CCITTFAX3:
    case COMPRESSION_CCITTFAX4: break;
    default: {
        const TIFFCodec *codec = TIFFFindCODEC(compression);
        return wb_refuse(message, wb_image_unsupported, "its compression is %s (%u)",
                         codec ? codec->name : "unknown", compression);
    }
    }
    if (!TIFFIsCODECConfigured(compression))
        return wb_refuse(message, wb_image_unsupported, "libtiff was built without its compression (%u)", compression);
    return wb_image_ok;
}

static int find_colours(TIFF *tiff, wb_tiff_layout *is, char *message) {
    uint16_t photometric = PHOTOMETRIC_MINISWHITE, compression = COMPRESSION_NONE;  // missing: Pillow takes 0
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    switch (photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
        is->colours = wb_tiff_grey;
        is->is_inverted = photometric == PHOTOMETRIC_MINISWHITE;
        return wb_image_ok;
    case PHOTOMETRIC_PALETTE: is->colours = wb_tiff_palette; return wb_image_ok;
    case PHOTOMETRIC_RGB: is->colours = wb_tiff_rgb; return wb_image_ok;
    case PHOTOMETRIC_SEPARATED: is->colours = wb_tiff_inks; return wb_image_ok;
    case PHOTOMETRIC_YCBCR:
        is->colours = wb_tiff_rgb;
        if (compression == COMPRESSION_JPEG && !is->is_planar && is->samples == 3) {
            TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
            return wb_image_ok;
        }
        return wb_refuse(message, wb_image_unsupported, "its YCbCr colours are not compressed as JPEG");
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
    case PHOTOMETRIC_ITULAB: return wb_refuse(message, wb_image_unsupported, "its colours are CIE L*a*b*");
    default: return wb_refuse(message, wb_image_unsupported, "its photometric interpretation is %u", photometric);
    }
}

static int check_samples(TIFF *tiff, wb_tiff_layout *is, char *message) {
    uint16_t format = SAMPLEFORMAT_UINT, order = FILLORDER_MSB2LSB, extra_count = 0, *extra = NULL;
    uint16_t compression = COMPRESSION_NONE;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_FILLORDER, &order);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &extra_count, &extra);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    const int is_signed_grey = format == SAMPLEFORMAT_INT && is->colours == wb_tiff_grey && is->bits == 8;
    if (format != SAMPLEFORMAT_UINT && !(is_signed_grey && !is->is_inverted && is->samples == 1))
        return wb_refuse(message, wb_image_unsupported, "its samples are %d-bit %s", is->bits,
                         format == SAMPLEFORMAT_IEEEFP ? "floating-point numbers" : "signed or of no stated type");
    static const int colour_counts[] = {1, 1, 3, 4};
    int count = colour_counts[is->colours];
    int is_narrow = is->colours == wb_tiff_grey || is->colours == wb_tiff_palette;
    int has_bits = is->bits == 8 || (is->bits == 16 && is->colours != wb_tiff_palette) ||
        (is_narrow && is->samples == 1 && (is->bits == 1 || is->bits == 2 || is->bits == 4));
    int first = is->samples > count && extra_count > 0 ? extra[0] : EXTRASAMPLE_UNSPECIFIED;
    int rest_is_unspecified = 1;
    for (int i = 1; i < extra_count && i < is->samples - count; i++) rest_is_unspecified &= extra[i] == 0;
    int limit = is->bits != 8 ? (is->colours == wb_tiff_rgb ? 4 : count)
        : is_narrow ? 2 : 6;
    if (is->samples < count || is->samples > limit || !has_bits || !rest_is_unspecified)
        return wb_refuse(message, wb_image_unsupported, "it has %d samples of %d bits a pixel%s", is->samples, is->bits,
                         is->colours == wb_tiff_inks ? " of ink" : "");
    // Corel Draw writes 999 for alpha.
    int is_alpha = first == EXTRASAMPLE_UNASSALPHA || first == 999;
    is->is_premultiplied = first == EXTRASAMPLE_ASSOCALPHA;
    if ((is->colours == wb_tiff_inks || (is_narrow && is->is_inverted)) && (is_alpha || is->is_premultiplied))
        return wb_refuse(message, wb_image_unsupported, "it has alpha beside colours that go without");
    if (is->is_premultiplied && (is->colours != wb_tiff_rgb || is->is_planar))
        return wb_refuse(message, wb_image_unsupported, "its alpha is premultiplied");
    if (is->is_planar && is->bits == 16 && is->samples > 1 && compression == COMPRESSION_NONE)
        return wb_refuse(message, wb_image_unsupported, "its planes of 16-bit samples are not compressed");
    if (is->is_inverted && is->bits == 16 && TIFFIsBigEndian(tiff))
        return wb_refuse(message, wb_image_unsupported, "its 16-bit samples have 0 for white");
    if (order != FILLORDER_MSB2LSB && (is->bits > 8 || is->samples != count))
        return wb_refuse(message, wb_image_unsupported, "its bits lie in reverse order");
    return wb_image_ok;
}

int wb_tiff_find_layout(TIFF *tiff, wb_tiff_layout *is, char *message) {
    memset(is, 0, sizeof *is);
    uint16_t bits = 1, samples = 1, planar = PLANARCONFIG_CONTIG;
    if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &is->width) || !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &is->height))
        return wb_refuse(message, wb_image_damaged, "it has no width or height");
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
    is->bits = bits;
    is->samples = samples;
    is->is_planar = planar == PLANARCONFIG_SEPARATE && samples > 1;
    int status = check_compression(tiff, message);
    if (status == wb_image_ok) status = find_colours(tiff, is, message);
    if (status == wb_image_ok) status = check_samples(tiff, is, message);
    if (status != wb_image_ok) return status;
    if (is->colours == wb_tiff_palette) {
        uint16_t *red, *green, *blue;
        if (!TIFFGetField(tiff, TIFFTAG_COLORMAP, &red, &green, &blue))
            return wb_refuse(message, wb_image_damaged, "it has no palette");
        is->palette[0] = red;
        is->palette[1] = green;
        is->palette[2] = blue;
    }

    is->is_tiled = TIFFIsTiled(tiff);
    is->block_width = is->width;
    is->block_height = is->height;
    if (is->is_tiled) {
        if (!TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &is->block_width) ||
            !TIFFGetField(tiff, TIFFTAG_TILELENGTH, &is->block_height))
            return wb_refuse(message, wb_image_damaged, "its tiles have no size");
    } else {
        uint32_t rows = 0;
        TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
        if (rows < is->height) is->block_height = rows;
    }
    tmsize_t size = is->is_tiled ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
    tmsize_t row = is->is_tiled ? TIFFTileRowSize(tiff) : TIFFScanlineSize(tiff);
    size_t row_bits = (size_t)is->block_width * (size_t)(is->is_planar ? 1 : is->samples) * (size_t)is->bits;
    if (is->block_width == 0 || is->block_height == 0 || (size_t)row != (row_bits + 7) / 8 ||
        (size_t)size != (size_t)row * is->block_height)
        return wb_refuse(message, wb_image_damaged, "its tiles or strips have impossible sizes");
    if (size > block_limit) return wb_refuse(message, wb_image_damaged, "its tiles or strips are absurdly large");
    is->block_bytes = (size_t)size;
    is->block_row_bytes = (size_t)row;
    return wb_image_ok;
}

// The first of what Pillow's pattern tiff:Orientation(="|>)([0-9]) finds; 0 where it finds nothing.
static int orientation_of_xmp(const char *text, size_t count) {
    static const char name[] = "tiff:Orientation";
    const size_t length = sizeof name - 1;
    const char *end = text + count;
    for (const char *at = text; (at = memmem(at, (size_t)(end - at), name, length)) != NULL;) {
        at += length;
        const char *value = at;
        if (end - value >= 2 && value[0] == '=' && value[1] == '"') value += 2;
        else if (end - value >= 1 && value[0] == '>') value += 1;
        else continue;
        if (value < end && *value >= '0' && *value <= '9') return *value - '0';
    }
    return 0;
}

int wb_tiff_find_orientation(TIFF *tiff) {
    uint16_t stated = 1;
    int orientation = 1;
    uint32_t count = 0;
    const char *xmp = NULL;
    if (TIFFGetField(tiff, TIFFTAG_ORIENTATION, &stated)) orientation = stated;
    else if (TIFFGetField(tiff, TIFFTAG_XMLPACKET, &count, &xmp) && xmp) orientation = orientation_of_xmp(xmp, count);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
}
