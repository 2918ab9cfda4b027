"""Makes Tests/Fixtures/images/: tiny JPEG, PNG, BMP, TIFF and DICOM files, and golden_images.h5: a digest of
convert("RGB") of each (of DICOM what dicom.py says). images/refused/ has files of kinds that must be refused.

Pictures are smooth with some noise, so that JPEG has something to round. Kinds that Pillow reads and does not write
(interlaced PNG, BMP with run lengths, TIFF in planes ...) are put together here and in tiff.py.
"""

import argparse
import hashlib
import struct
import zlib

import numpy as np
from PIL import Image

import dicom
import golden
import hashed
from tiff import DEFLATE, GREY, GREY_INVERTED, INKS, PACKBITS, PALETTE, RGB, tiff

HEIGHT, WIDTH = 17, 23


def picture(name, channels):
    """Gradients and waves of different direction in every channel, with a little hashed noise."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    planes = [
        127.5 + 90 * np.sin(0.21 * x * (1 + k) + 0.1 * y + k) + 30 * np.cos(0.35 * y * (1 + 0.5 * k))
        for k in range(channels)
    ]
    noise = 12.0 * hashed.uniform(name, (HEIGHT, WIDTH, channels))
    values = np.clip(np.stack(planes, axis=2) + noise, 0, 255).astype(np.uint8)
    return values if channels > 1 else values[:, :, 0]


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(samples, depth, colour_type, interlaced=False, chunks=b""):
    """A PNG file of the samples (height, width, channels), every row with filter 0. chunks: before the pixels."""
    height, width, _ = samples.shape

    def rows(part):
        encoded = b""
        for row in part:
            if depth == 16:
                content = row.astype(">u2").tobytes()
            else:
                bits = np.unpackbits(row.astype(np.uint8).reshape(-1, 1), axis=1)[:, 8 - depth:]
                content = np.packbits(bits.reshape(-1)).tobytes()
            encoded += b"\0" + content
        return encoded

    adam7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    passes = [samples[top::down, left::right] for top, left, down, right in adam7] if interlaced else [samples]
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, int(interlaced))
    content = zlib.compress(b"".join(rows(part) for part in passes if part.size), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunks + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def bottom_up_to_top_down(bmp):
    """The same 24-bit BMP with its rows from top to bottom and a negative height."""
    start, width, height = struct.unpack_from("<I", bmp, 10)[0], *struct.unpack_from("<ii", bmp, 18)
    stride = (width * 3 + 3) // 4 * 4
    rows = [bmp[start + row * stride: start + (row + 1) * stride] for row in range(height)]
    return bmp[:22] + struct.pack("<i", -height) + bmp[26:start] + b"".join(reversed(rows))


def small(name, channels, bits=8):
    """9 x 13 hashed samples of `bits` bits: what is not JPEG need not be smooth."""
    words = hashed.bits(name, 9 * 13 * channels) >> np.uint64(64 - bits)
    return words.astype(np.uint16 if bits == 16 else np.uint8).reshape(9, 13, channels)


def bmp(width, height, bits, content, compression=0, palette=b"", colours=0, masks=b"", header=40, offset=None):
    """A BMP file with rows of `content` from the bottom up."""
    if header == 12:
        information = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        information = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(content), 0, 0,
                                  colours, 0) + masks
        information = information.ljust(header, b"\0")
    start = 14 + len(information) + len(palette)
    size = start + len(content)
    head = struct.pack("<2sIHHI", b"BM", size, 0, 0, start if offset is None else offset)
    return head + information + palette + content


def bmp_rows(samples, bits):
    """Packed rows of 9 x 13 samples, padded to words of 32 bits."""
    rows = b""
    for row in samples.reshape(9, 13):
        packed = np.packbits(np.unpackbits(row[:, None].astype(np.uint8), axis=1)[:, 8 - bits:].reshape(-1)).tobytes()
        rows += packed + b"\0" * (-len(packed) % 4)
    return rows


def write_bmp(folder):
    shades = (hashed.bits("bmp palette", 64) >> np.uint64(56)).astype(np.uint8).tobytes()
    mono, nibbles = small("bmp1", 1, 1), small("bmp4", 1, 4)
    words = small("bmp16", 1, 16).reshape(9, 13)
    rows16 = b"".join(row.astype("<u2").tobytes() + b"\0\0" for row in words)
    rows32 = (hashed.bits("bmp32", 117) >> np.uint64(32)).astype("<u4").tobytes()
    files = {
        "palette_1bit": bmp(13, 9, 1, bmp_rows(mono, 1), palette=shades[:8]),
        "black_white_1bit": bmp(13, 9, 1, bmp_rows(mono, 1), palette=b"\0\0\0\0\xff\xff\xff\0", colours=2),
        "palette_4bit": bmp(13, 9, 4, bmp_rows(nibbles, 4), palette=shades),
        "palette_4bit_short": bmp(13, 9, 4, bmp_rows(nibbles, 4), palette=shades[:40], colours=10),
        "palette_4bit_offset": bmp(13, 9, 4, bmp_rows(nibbles, 4), palette=shades, offset=14 + 40),
        "os2_4bit": bmp(13, 9, 4, bmp_rows(nibbles, 4), header=12,
                        palette=b"".join(shades[4 * k:4 * k + 3] for k in range(16))),
        "rgb_555": bmp(13, 9, 16, rows16),
        "rgb_565": bmp(13, 9, 16, rows16, compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)),
        "rgba_masks": bmp(13, 9, 32, rows32, compression=3, header=56,
                          masks=struct.pack("<IIII", 0xFF, 0xFF00, 0xFF0000, 0xFF000000)),
        "rgbx_masks": bmp(13, 9, 32, rows32, compression=3,
                          masks=struct.pack("<III", 0xFF000000, 0xFF0000, 0xFF00)),
        # Runs, literal pixels, ends of rows, a step, the end of the image.
        "rle8": bmp(13, 4, 8, bytes([13, 7, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 8, 9, 0, 0, 3, 6, 0, 2, 4, 0, 6, 1, 0, 0,
                                     0, 4, 9, 8, 7, 6, 9, 2, 0, 1]), compression=1, palette=shades * 16),
        "rle4": bmp(13, 3, 4, bytes([13, 0x7A, 0, 0, 0, 5, 0x12, 0x34, 0x50, 0, 8, 0x9C, 0, 0, 6, 0x35, 0, 7, 0x11,
                                     0x22, 0x33, 0x40, 0, 1]), compression=2, palette=shades),
    }
    for name, content in files.items():
        (folder / f"{name}.bmp").write_bytes(content)


def write_png(folder):
    palette = chunk(b"PLTE", (hashed.bits("png palette", 12 * 3) >> np.uint64(56)).astype(np.uint8).tobytes())
    files = {
        "grey_2bit": png(small("png2", 1, 2), 2, 0),
        "grey_1bit_interlaced": png(small("png1", 1, 1), 1, 0, interlaced=True),
        "grey_transparent": png(small("pngt", 1), 8, 0, chunks=chunk(b"tRNS", b"\0\x20")),
        "grey_alpha_16bit": png(small("png la", 2, 16), 16, 4),
        "rgb_transparent": png(small("png rgb", 3), 8, 2, chunks=chunk(b"tRNS", b"\0\1\0\2\0\3")),
        "rgb_sbit": png(small("png rgb", 3), 8, 2, chunks=chunk(b"gAMA", struct.pack(">I", 20000))
                        + chunk(b"sBIT", b"\5\6\5")),
        "rgba_16bit_interlaced": png(small("png rgba", 4, 16), 16, 6, interlaced=True),
        "palette_1bit": png(small("png p1", 1, 1), 1, 3, chunks=palette),
        "palette_2bit_interlaced": png(small("png p2", 1, 2), 2, 3, interlaced=True, chunks=palette),
        "palette_4bit": png(small("png p4", 1, 4) % 12, 4, 3, chunks=palette + chunk(b"tRNS", b"\0\x80\xff")),
        "one_frame": png(small("png f", 1), 8, 0, chunks=chunk(b"acTL", struct.pack(">II", 1, 0))),
    }
    for name, content in files.items():
        (folder / f"{name}.png").write_bytes(content)


def write_jpeg(folder):
    rgb = Image.fromarray(picture("rgb", 3))
    turned = Image.Exif()
    turned[0x0112] = 6
    rgb.save(folder / "rgb_exif_turned.jpg", quality=75, exif=turned)
    rgb.save(folder / "rgb_restart.jpg", quality=70, restart_marker_blocks=1)
    # Components that are RGB, as an Adobe marker says.
    rgb.save(folder / "rgb_adobe.jpg", quality=85, keep_rgb=True)
    # Four inks as YCCK: those of a CMYK file without subsampling, under another transform in the Adobe marker.
    content = bytearray((folder / "cmyk.jpg").read_bytes())
    content[content.index(b"Adobe") + 11] = 2
    (folder / "ycck.jpg").write_bytes(content)


def xmp(orientation):
    return [(700, 1, f'<x:xmpmeta tiff:Orientation="{orientation}"/>'.encode())]


def write_tiff(folder):
    grey, deep = small("tiff grey", 1), small("tiff grey16", 1, 16)
    deep[:, ::2] >>= 8
    rgb, deep_rgb, inks = small("tiff rgb", 3), small("tiff rgb16", 3, 16), small("tiff inks", 4)
    colours = (hashed.bits("tiff palette", 768) >> np.uint64(48)).astype(int).tolist()
    large = picture("rgb", 3)
    alpha = small("tiff alpha", 4)
    alpha[:, ::3, 3] = 255

    def colour_map(bits):
        return [(320, 3, colours[:3 << bits])]

    files = {
        "grey_1bit": tiff(small("t1", 1, 1), 1, GREY),
        "grey_1bit_inverted_reversed": tiff(small("t1", 1, 1), 1, GREY_INVERTED, reverses_bits=True, big=True),
        "grey_2bit": tiff(small("t2", 1, 2), 2, GREY, rows=4),
        "grey_4bit_inverted": tiff(small("t4", 1, 4), 4, GREY_INVERTED, compression=PACKBITS, big=True),
        "grey_8bit_inverted": tiff(grey, 8, GREY_INVERTED, big=True, rows=2),
        "grey_8bit_reversed": tiff(grey, 8, GREY, reverses_bits=True),
        "grey_8bit_signed": tiff(grey, 8, GREY, tags=[(339, 3, [2])]),
        "grey_16bit": tiff(deep, 16, GREY),
        "grey_16bit_big": tiff(deep, 16, GREY, big=True),
        "grey_16bit_big_deflate": tiff(deep, 16, GREY, big=True, compression=DEFLATE),
        "grey_16bit_inverted": tiff(deep, 16, GREY_INVERTED),
        "grey_unspecified": tiff(small("t la", 2), 8, GREY, extra=(0,)),
        "grey_alpha": tiff(small("t la", 2), 8, GREY, extra=(2,), big=True),
        "grey_alpha_planes": tiff(small("t la", 2), 8, GREY, extra=(0,), planar=True, compression=DEFLATE),
        "palette_1bit": tiff(small("t1", 1, 1), 1, PALETTE, tags=colour_map(1)),
        "palette_2bit": tiff(small("t2", 1, 2), 2, PALETTE, tags=colour_map(2), big=True),
        "palette_4bit": tiff(small("t4", 1, 4), 4, PALETTE, tags=colour_map(4)),
        "palette_8bit": tiff(grey % 32, 8, PALETTE, tags=colour_map(8), compression=PACKBITS),
        "rgb": tiff(rgb, 8, RGB, rows=4),
        "rgb_big": tiff(rgb, 8, RGB, big=True, compression=DEFLATE),
        "rgb_reversed": tiff(rgb, 8, RGB, reverses_bits=True),
        "rgb_planes": tiff(rgb, 8, RGB, planar=True, rows=4),
        "rgb_planes_deflate": tiff(rgb, 8, RGB, planar=True, compression=DEFLATE),
        "rgb_tiled": tiff(large, 8, RGB, tile=16, compression=DEFLATE),
        "rgb_tiled_planes": tiff(large, 8, RGB, tile=16, compression=DEFLATE, planar=True),
        "grey_1bit_tiled": tiff(small("t1", 1, 1), 1, GREY, tile=16),
        "rgb_16bit": tiff(deep_rgb, 16, RGB),
        "rgb_16bit_big": tiff(deep_rgb, 16, RGB, big=True),
        "rgb_16bit_planes": tiff(deep_rgb, 16, RGB, compression=DEFLATE, planar=True),
        "rgba": tiff(alpha, 8, RGB, extra=(2,)),
        "rgba_planes": tiff(alpha, 8, RGB, extra=(2,), planar=True),
        "rgba_unstated": tiff(alpha, 8, RGB),
        "rgba_unspecified": tiff(alpha, 8, RGB, extra=(0,), compression=DEFLATE),
        "rgba_premultiplied": tiff(alpha, 8, RGB, extra=(1,)),
        "rgba_16bit_premultiplied": tiff(small("t rgba16", 4, 16), 16, RGB, extra=(1,), big=True),
        "rgba_corel": tiff(alpha, 8, RGB, extra=(999,)),
        "rgb_five": tiff(small("t five", 5), 8, RGB, extra=(2, 0)),
        "cmyk": tiff(inks, 8, INKS),
        "cmyk_planes": tiff(inks, 8, INKS, planar=True, compression=DEFLATE),
        "cmyk_five": tiff(small("t five", 5), 8, INKS, extra=(0,)),
        "cmyk_16bit": tiff(small("t inks16", 4, 16), 16, INKS, big=True),
        "turned_by_xmp": tiff(grey, 8, GREY, tags=xmp(8)),
        **{f"turned_{k}": tiff(rgb[:5, :7], 8, RGB, tags=[(274, 3, [k])]) for k in range(2, 9)},
    }
    for name, content in files.items():
        (folder / f"{name}.tif").write_bytes(content)
    image = Image.fromarray(large)
    image.save(folder / "rgb_lzw.tif", compression="tiff_lzw", tiffinfo={317: 2})
    image.save(folder / "rgb_jpeg.tif", compression="jpeg", quality=80)
    image.convert("YCbCr").save(folder / "ycbcr_jpeg.tif", compression="jpeg", quality=80)
    image.convert("L").save(folder / "grey_jpeg.tif", compression="jpeg", quality=80)
    bilevel = image.convert("L").point(lambda value: 255 if value > 127 else 0).convert("1")
    for compression in ("group3", "group4", "tiff_ccitt"):
        bilevel.save(folder / f"{compression}.tif", compression=compression)
    image.crop((0, 0, 7, 5)).save(folder / "bigtiff.tif", big_tiff=True)


def write_refused(folder):
    """Whole files, of which each is refused with a reason. What Pillow reads of them it would read differently."""
    grey, rgb = small("tiff grey", 1), small("tiff rgb", 3)
    frames = [Image.fromarray(grey[:, :, 0] ^ np.uint8(mask)) for mask in (0, 255)]
    frames[0].save(folder / "animated.png", save_all=True, append_images=frames[1:])
    frames[0].save(folder / "grey.gif")
    frames[0].save(folder / "grey.webp")
    frames[0].save(folder / "grey.jp2")
    frames[0].save(folder / "grey.avif")
    frames[0].save(folder / "grey.ico", sizes=[(9, 9)])
    files = {
        "two_pages.tif": tiff(grey, 8, GREY, pages=2),
        "floats.tif": tiff(small("f", 2, 16), 16, GREY, tags=[(339, 3, [3])]),
        "lab.tif": tiff(rgb, 8, 8),
        "ycbcr.tif": tiff(rgb, 8, 6, compression=DEFLATE),
        "unknown_compression.tif": tiff(grey, 8, GREY).replace(
            struct.pack("<HHII", 259, 3, 1, 1), struct.pack("<HHII", 259, 3, 1, 34712)),
        "grey_premultiplied.tif": tiff(small("t la", 2), 8, GREY, extra=(1,)),
        "rgb_16bit_planes.tif": tiff(small("tiff rgb16", 3, 16), 16, RGB, planar=True),
        "drawing.svg": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>\n',
        "paper.pdf": b"%PDF-1.4\n%%EOF\n",
        "page.jpg": b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n",
        "embedded_png.bmp": bmp(13, 9, 32, b"\x89PNG", compression=5),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


def write_all(folder):
    rgb, grey = Image.fromarray(picture("rgb", 3)), Image.fromarray(picture("grey", 1))
    rgba = Image.fromarray(picture("rgba", 4))
    grey_alpha = Image.merge("LA", (grey, rgba.getchannel("A")))
    cmyk = Image.fromarray(picture("cmyk", 4), mode="CMYK")
    palette = rgb.quantize(32, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    deep_grey = (hashed.bits("grey16", HEIGHT * WIDTH) >> np.uint64(48)).astype(np.uint16).reshape(HEIGHT, WIDTH)
    deep_grey[:, ::2] >>= 8  # Pillow clips to 255 and does not scale: without dark pixels all would be white
    deep_rgb = (hashed.bits("rgb16", HEIGHT * WIDTH * 3) >> np.uint64(48)).astype(np.uint16)

    rgb.save(folder / "rgb_420.jpg", quality=85, subsampling="4:2:0")
    rgb.save(folder / "rgb_422.jpg", quality=85, subsampling="4:2:2")
    rgb.save(folder / "rgb_444.jpg", quality=95, subsampling="4:4:4")
    rgb.save(folder / "rgb_progressive.jpg", quality=80, progressive=True)
    grey.save(folder / "grey.jpg", quality=90)
    cmyk.save(folder / "cmyk.jpg", quality=90)
    rgb.save(folder / "rgb.png")
    rgba.save(folder / "rgba.png")
    grey.save(folder / "grey.png")
    grey_alpha.save(folder / "grey_alpha.png")
    palette.save(folder / "palette.png")
    palette.save(folder / "palette_transparent.png", transparency=3)
    Image.fromarray(deep_grey).save(folder / "grey_16bit.png")
    grey.point(lambda value: 255 if value > 127 else 0).convert("1").save(folder / "grey_1bit.png")
    (folder / "grey_4bit.png").write_bytes(png((picture("grey4", 1) >> 4)[:, :, None], 4, 0))
    (folder / "rgb_16bit.png").write_bytes(png(deep_rgb.reshape(HEIGHT, WIDTH, 3), 16, 2))
    (folder / "rgb_interlaced.png").write_bytes(png(np.asarray(rgb), 8, 2, interlaced=True))
    grey.save(folder / "grey_8bit.bmp")
    palette.save(folder / "palette_8bit.bmp")
    rgb.save(folder / "rgb_24bit.bmp")
    rgba.save(folder / "rgba_32bit.bmp")
    (folder / "rgb_24bit_top_down.bmp").write_bytes(bottom_up_to_top_down((folder / "rgb_24bit.bmp").read_bytes()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the golden file")
    arguments = parser.parse_args()
    folder = arguments.output / "images"
    folder.mkdir(parents=True, exist_ok=True)
    write_all(folder)
    for write in (write_bmp, write_png, write_jpeg, write_tiff):
        write(folder)
    dicom.write_all(folder, picture("grey", 1), picture("rgb", 3))
    refused = folder / "refused"
    refused.mkdir(exist_ok=True)
    write_refused(refused)
    dicom.write_file(
        refused / "deflated.dcm", picture("grey", 1), dicom.DeflatedExplicitVRLittleEndian, "MONOCHROME2")

    names, shapes, digests = [], [], []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        if path.suffix == ".dcm":
            mode, pixels = "DICOM", dicom.pixels(path)
        else:
            with Image.open(path) as image:
                mode, pixels = image.mode, np.asarray(image.convert("RGB"))
        names.append(path.name)
        shapes.append(pixels.shape[:2])
        digests.append(hashlib.sha256(pixels.tobytes()).hexdigest())
        print(f"{path.name}: mode {mode}, {path.stat().st_size} bytes")
    golden.write(
        arguments.output / "golden_images.h5",
        {"names": names, "shapes": np.array(shapes, np.int32), "sha256": digests})


if __name__ == "__main__":
    main()
