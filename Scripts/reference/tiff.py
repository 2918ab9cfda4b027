"""TIFF files that Pillow reads and does not write: separate planes, tiles, odd depths, extra samples."""

import struct
import zlib

import numpy as np

NONE, DEFLATE, PACKBITS = 1, 8, 32773
GREY_INVERTED, GREY, RGB, PALETTE, INKS = 0, 1, 2, 3, 5


def _packed(part, bits, order, reverses_bits):
    """The bytes of part, height x width x samples: rows begin with a byte."""
    if bits == 16:
        return part.astype(order + "u2").tobytes()
    rows = part.reshape(part.shape[0], -1).astype(np.uint8)
    unpacked = np.unpackbits(rows[:, :, None], axis=2)[:, :, 8 - bits:].reshape(len(rows), -1)
    return np.packbits(unpacked, axis=1, bitorder="little" if reverses_bits else "big").tobytes()


def _compressed(content, compression, rows):
    if compression == DEFLATE:
        return zlib.compress(content, 9)
    if compression == PACKBITS:  # literal bytes, and no run crosses the end of a row
        length = len(content) // rows
        assert length <= 128
        return b"".join(bytes([length - 1]) + content[row * length:(row + 1) * length] for row in range(rows))
    return content


def _blocks(planes, rows, tile):
    for plane in planes:
        height, width, samples = plane.shape
        if tile:
            padded = np.zeros((-(-height // tile) * tile, -(-width // tile) * tile, samples), plane.dtype)
            padded[:height, :width] = plane
            for top in range(0, height, tile):
                for left in range(0, width, tile):
                    yield padded[top:top + tile, left:left + tile]
        else:
            for top in range(0, height, rows):
                yield plane[top:top + rows]


def tiff(samples, bits, photometric, big=False, extra=(), planar=False, compression=NONE, rows=None, tile=None,
         reverses_bits=False, tags=(), pages=1):
    """A file of the samples, height x width x samples a pixel. tags: more (tag, type, values)."""
    order = ">" if big else "<"
    height, width, count = samples.shape
    planes = [samples[:, :, k:k + 1] for k in range(count)] if planar else [samples]
    blocks = [_compressed(_packed(block, bits, order, reverses_bits), compression, len(block))
              for block in _blocks(planes, rows or height, tile)]
    file = struct.pack(order + "2sHI", b"MM" if big else b"II", 42, 0)
    offsets = []
    for block in blocks:
        offsets.append(len(file))
        file += block + b"\0" * (len(block) % 2)
    short, long = 3, 4
    entries = [
        (256, short, [width]), (257, short, [height]), (258, short, [bits] * count), (259, short, [compression]),
        (262, short, [photometric]), (277, short, [count]), (284, short, [2 if planar else 1]), *tags,
    ]
    if reverses_bits:
        entries.append((266, short, [2]))
    if extra:
        entries.append((338, short, list(extra)))
    sizes = [len(block) for block in blocks]
    if tile:
        entries += [(322, short, [tile]), (323, short, [tile]), (324, long, offsets), (325, long, sizes)]
    else:
        entries += [(273, long, offsets), (278, short, [rows or height]), (279, long, sizes)]
    link = 4
    for _ in range(pages):
        directory, data, start = b"", b"", len(file) + 2 + 12 * len(entries) + 4
        for tag, kind, values in sorted(entries):
            content = (bytes(values) if kind in (1, 7)
                       else struct.pack(f"{order}{len(values)}{'H' if kind == short else 'I'}", *values))
            field = content.ljust(4, b"\0") if len(content) <= 4 else struct.pack(order + "I", start + len(data))
            data += b"" if len(content) <= 4 else content + b"\0" * (len(content) % 2)
            directory += struct.pack(order + "HHI", tag, kind, len(values)) + field
        here = len(file)
        file = file[:link] + struct.pack(order + "I", here) + file[link + 4:]
        file += struct.pack(order + "H", len(entries)) + directory + b"\0\0\0\0" + data
        link = here + 2 + len(directory)
    return file
