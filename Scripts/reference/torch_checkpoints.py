"""Makes Tests/Fixtures/torch/: tiny .pth files that a reader must read, or must refuse, and golden_torch.h5.

good/ holds one state_dict in several formats; golden_torch.h5 has its values. bad/ holds files that run code (they
would only create an empty file named "checkpoint-ran-code"), and broken ones. Every file is checked with torch.load.
"""

import argparse
import collections
import io
import pickle
import struct
import warnings
import zipfile

import torch
from torch import nn

import golden
import hashed

COMMAND = "touch checkpoint-ran-code"
MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001


def values(name, *shape):
    return torch.from_numpy(hashed.uniform(name, shape))


def state():
    """A convolution and a batch norm as torch names them, and one tensor of every further kind."""
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    entries = model.state_dict()  # keeps the _metadata that real checkpoints carry
    for name, value in entries.items():
        if value.dtype == torch.float32:
            value.copy_(values(name, *value.shape))
        else:
            value.fill_(20210)
    base = values("base", 24)
    entries["half"] = values("half", 5, 3).half()
    entries["bfloat16"] = values("bfloat16", 2, 7).bfloat16()
    entries["float64"] = values("float64", 3, 2).double()
    entries["transposed"] = values("transposed", 4, 6).t()
    entries["view"] = base[6:18].view(3, 4)
    entries["strided_view"] = base[1::2]
    entries["channels_last"] = values("channels_last", 2, 3, 2, 2).contiguous(memory_format=torch.channels_last)
    entries["parameter"] = nn.Parameter(values("parameter", 7))
    entries["scalar"] = values("scalar")
    return entries


class Call:
    """Pickles as the call of a function, whatever comes of it."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


Storage = collections.namedtuple("Storage", "kind key count")


class Pickler(pickle.Pickler):
    """Writes a Storage as torch does: as a persistent id, its bytes lie elsewhere."""

    def persistent_id(self, value):
        if isinstance(value, Storage):
            return "storage", value.kind, value.key, "cpu", value.count
        return None


def pickled(value):
    buffer = io.BytesIO()
    Pickler(buffer, protocol=2).dump(value)
    return buffer.getvalue()


def zip_format(pickle_bytes, storages):
    """A file of torch's zip format around any pickle; storages are bytes by key."""
    buffer = io.BytesIO()
    records = {"data.pkl": pickle_bytes, "byteorder": b"little", "version": b"3\n"}
    records |= {f"data/{key}": content for key, content in storages.items()}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in records.items():
            archive.writestr(zipfile.ZipInfo(f"archive/{name}", (1980, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def legacy_format(pickle_bytes, storages):
    """A file of torch's legacy format around any pickle; storages are (element count, bytes) by key."""
    system = {"protocol_version": PROTOCOL, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    head = b"".join(pickle.dumps(part, protocol=2) for part in (MAGIC, PROTOCOL, system))
    blocks = b"".join(struct.pack("<q", count) + content for count, content in storages.values())
    return head + pickle_bytes + pickle.dumps(list(storages), protocol=2) + blocks


class KeyReader(pickle.Unpickler):
    """Collects the storages of a pickle of torch's, in the order of their first use; builds no tensors."""

    def __init__(self, file):
        super().__init__(file)
        self.types = {}

    def find_class(self, module, name):
        if module == "torch" and name.endswith("Storage"):
            return getattr(torch, name)
        return collections.OrderedDict if name == "OrderedDict" else lambda *arguments: None

    def persistent_load(self, identifier):
        _, kind, key, _, _ = identifier[:5]
        self.types.setdefault(key, kind)


def with_fixed_keys(legacy):
    """Legacy files name storages by their addresses and order them by name; here by order of use, for equal bytes."""
    file = io.BytesIO(legacy)
    for _ in range(3):
        pickle.load(file)
    start = file.tell()
    reader = KeyReader(file)
    reader.load()
    body = legacy[start:file.tell()]
    blocks = {}
    for key in pickle.load(file):
        count = file.read(8)
        blocks[key] = count + file.read(struct.unpack("<q", count)[0] * reader.types[key].dtype.itemsize)
    names = {key: str(94_000_000_000_000 + 64 * index) for index, key in enumerate(reader.types)}
    for key, name in names.items():
        body = body.replace(_pickled_text(key), _pickled_text(name))
    content = b"".join(blocks[key] for key in reader.types)
    return legacy[:start] + body + pickle.dumps(list(names.values()), protocol=2) + content


def _pickled_text(text):
    return b"X" + struct.pack("<I", len(text)) + text.encode()


def saved(value, zipped):
    buffer = io.BytesIO()
    torch.save(value, buffer, _use_new_zipfile_serialization=zipped)
    return buffer.getvalue() if zipped else with_fixed_keys(buffer.getvalue())


def oldest_tensors(entries):
    """The entries as torch before 0.4 wrote them: rebuilt by _rebuild_tensor, which knows no gradients."""
    return collections.OrderedDict(
        (name, Call(torch._utils._rebuild_tensor, value.data.storage(), value.storage_offset(), tuple(value.shape),
                    value.stride()))
        for name, value in entries.items())


def good_files():
    entries = state()
    wrapped = {"epoch": 3, "arch": "tiny", "best": 0.5, "done": True, "state_dict": entries}
    return {
        "zip.pth": saved(entries, True),
        "legacy.pth": saved(entries, False),
        "zip_wrapped.pth": saved(wrapped, True),
        "legacy_wrapped.pth": saved(wrapped, False),
        "legacy_oldest.pth": saved(oldest_tensors(entries), False),
    }


def tensor_file(size=(2, 3), stride=(3, 1), offset=0, count=6, content=bytes(24), kind=torch.FloatStorage, key="0"):
    """A zip file with the one tensor "weight"; by default a sound one."""
    rebuilt = Call(torch._utils._rebuild_tensor_v2, Storage(kind, "0", count), offset, size, stride, False,
                   collections.OrderedDict())
    return zip_format(pickled({"weight": rebuilt}), {key: content})


def bad_files(good):
    text = _pickled_text(COMMAND)
    system = b"\x80\x02cos\nsystem\n" + text + b"\x85R."
    stack_global = b"\x80\x04}\x8c\x06weight\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85Rs."
    name, weight = _pickled_text("name"), _pickled_text("weight")
    build = b"\x80\x02}" + weight + b"clogging\nFilter\n)\x81}" + name + text + b"sbs."
    instance = b"(S'" + COMMAND.encode() + b"'\nios\nsystem\n."
    dotted = b"\x80\x04\x8c\x13torch.serialization\x8c\x09os.system\x93\x8c" + bytes([len(COMMAND)]) + \
        COMMAND.encode() + b"\x85R."
    legacy_short = legacy_format(
        pickled({"weight": Call(torch._utils._rebuild_tensor_v2, Storage(torch.FloatStorage, "0", 6), 0, (2, 3), (3, 1),
                                False, collections.OrderedDict())}), {"0": (5, bytes(20))})
    huge = 1 << 62
    return {
        "code_reduce_zip.pth": zip_format(system, {}),
        "code_reduce_legacy.pth": legacy_format(system, {}),
        "code_first_pickle_legacy.pth": system,
        "code_stack_global_zip.pth": zip_format(stack_global, {}),
        "code_build_zip.pth": zip_format(build, {}),
        "code_build_legacy.pth": legacy_format(build, {}),
        "code_instance_zip.pth": zip_format(instance, {}),
        "code_dotted_name_zip.pth": zip_format(dotted, {}),
        "whole_module_zip.pth": saved(nn.Sequential(nn.Flatten()), True),
        "truncated_zip.pth": good["zip.pth"][:-200],
        "truncated_pickle_legacy.pth": good["legacy.pth"][:400],
        "truncated_storage_legacy.pth": good["legacy.pth"][:-10],
        "truncated_pickle_zip.pth": zip_format(pickled({"weight": 1})[:-3], {}),
        "empty.pth": b"",
        "text.pth": b"This is no checkpoint.\n",
        "storage_short_zip.pth": tensor_file(content=bytes(20)),
        "storage_short_legacy.pth": legacy_short,
        "storage_missing_zip.pth": tensor_file(key="1"),
        "tensor_past_storage_zip.pth": tensor_file(size=(3, 3)),
        "offset_past_storage_zip.pth": tensor_file(offset=1),
        "negative_offset_zip.pth": tensor_file(offset=-1),
        "negative_size_zip.pth": tensor_file(size=(-2, 3)),
        "negative_stride_zip.pth": tensor_file(stride=(-3, 1)),
        "overflowing_size_zip.pth": tensor_file(size=(huge, 4), stride=(4, 1)),
        "overflowing_stride_zip.pth": tensor_file(size=(2, 3), stride=(huge, huge)),
        "rank_mismatch_zip.pth": tensor_file(stride=(1,)),
        "stack_underflow_zip.pth": zip_format(b"\x80\x02ss.", {}),
        "unknown_opcode_zip.pth": zip_format(b"\x80\x02\xff.", {}),
        "unknown_memo_zip.pth": zip_format(b"\x80\x02h\x07.", {}),
    }


def check(folder, entries):
    for path in sorted((folder / "good").iterdir()):
        loaded = torch.load(path, weights_only=path.name != "legacy_oldest.pth")
        loaded = loaded.get("state_dict", loaded)
        if list(loaded) != list(entries) or not all(torch.equal(loaded[name], entries[name]) for name in entries):
            raise ValueError(f"torch does not read back what was written: {path.name}")
    for path in sorted((folder / "bad").iterdir()):
        try:
            torch.load(path, weights_only=True)
        except Exception as error:
            print(f"{path.name}: torch refuses with {type(error).__name__}")
        else:
            print(f"{path.name}: torch itself accepts this file")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the golden file")
    arguments = parser.parse_args()
    folder = arguments.output / "torch"
    warnings.filterwarnings("ignore", "TypedStorage is deprecated")  # the legacy format is made of them
    warnings.filterwarnings("ignore", "Detected pickle protocol")

    good = good_files()
    for kind, files in (("good", good), ("bad", bad_files(good))):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / kind / name).write_bytes(content)
    entries = state()
    check(folder, entries)
    golden.write(arguments.output / "golden_torch.h5", {
        name: value.detach().float().contiguous().numpy() for name, value in entries.items()
    })


if __name__ == "__main__":
    main()
