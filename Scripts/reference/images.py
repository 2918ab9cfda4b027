"""Makes Tests/Fixtures/images/: tiny JPEG, PNG and BMP files, and golden_images.h5: convert("RGB") of each.

Pictures are smooth with some noise, so that JPEG has something to round. Kinds of PNG that Pillow cannot write
(interlaced, 16 bits a colour, 4 bits of grey) are put together here.
"""

import argparse
import struct
import zlib

import numpy as np
from PIL import Image

import golden
import hashed

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


def png(samples, depth, colour_type, interlaced=False):
    """A PNG file of the samples (height, width, channels), every row with filter 0."""
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
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def bottom_up_to_top_down(bmp):
    """The same 24-bit BMP with its rows from top to bottom and a negative height."""
    start, width, height = struct.unpack_from("<I", bmp, 10)[0], *struct.unpack_from("<ii", bmp, 18)
    stride = (width * 3 + 3) // 4 * 4
    rows = [bmp[start + row * stride: start + (row + 1) * stride] for row in range(height)]
    return bmp[:22] + struct.pack("<i", -height) + bmp[26:start] + b"".join(reversed(rows))


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

    data = {}
    for path in sorted(folder.iterdir()):
        with Image.open(path) as image:
            data[path.name] = np.asarray(image.convert("RGB"))
            print(f"{path.name}: mode {image.mode}, {path.stat().st_size} bytes")
    golden.write(arguments.output / "golden_images.h5", data)


if __name__ == "__main__":
    main()
