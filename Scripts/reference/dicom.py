"""DICOM by pydicom: small files for images.py, and Tests/Fixtures/dicom_samples.csv: a digest of the pixels of every
file in a folder of samples (../shared/data/samples/dicom) that is of a kind that the project reads.

The pixels are those of pydicom's pixel_array, colours as RGB, MONOCHROME1 inverted; of JPEG those of Pillow's
libjpeg-turbo.
"""

import argparse
import csv
import hashlib
import io
import warnings

import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import pixel_array
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian
from pydicom.uid import ImplicitVRLittleEndian, JPEGBaseline8Bit, JPEGExtended12Bit, RLELossless
from pydicom.uid import SecondaryCaptureImageStorage

import golden

READ = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, RLELossless, JPEGBaseline8Bit,
        JPEGExtended12Bit)
COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422")


def is_read(data):
    """Whether the data set is of a kind that the project reads."""
    syntax = data.file_meta.get("TransferSyntaxUID")
    colours = data.get("PhotometricInterpretation")
    known = ("MONOCHROME1", "MONOCHROME2") if data.get("SamplesPerPixel") == 1 else (
        COLOURS if syntax in (JPEGBaseline8Bit, JPEGExtended12Bit) else COLOURS[:1])
    first = data.get_item(min(data.keys(), default=None)) if len(data) else None
    if getattr(first, "is_implicit_VR", False) != (syntax == ImplicitVRLittleEndian):
        return False  # elements that contradict the transfer syntax; pydicom reads them all the same
    return (syntax in READ and "PixelData" in data and colours in known and data.BitsAllocated == data.BitsStored == 8
            and str(data.get("NumberOfFrames") or 1) == "1")


def pixels(path):
    """The 8-bit RGB pixels of a file."""
    data = pydicom.dcmread(path)
    plugin = "pillow" if data.file_meta.TransferSyntaxUID in (JPEGBaseline8Bit, JPEGExtended12Bit) else ""
    array = pixel_array(data, decoding_plugin=plugin)
    if data.PhotometricInterpretation == "MONOCHROME1":
        array = 255 - array
    return np.ascontiguousarray(np.stack([array] * 3, axis=2) if array.ndim == 2 else array)


def write_file(path, samples, syntax, colours, planar=False, stream=None):
    """A file of samples, height x width (x 3), or of their JPEG stream."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = "2.25.1"
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = "2.25.2"
    data = Dataset()
    data.file_meta = meta
    data.SOPClassUID, data.SOPInstanceUID = SecondaryCaptureImageStorage, "2.25.1"
    data.PatientID, data.PatientName = "sample", "sample"
    data.Rows, data.Columns = samples.shape[:2]
    data.SamplesPerPixel = 1 if samples.ndim == 2 else 3
    if samples.ndim == 3:
        data.PlanarConfiguration = int(planar)
    data.PhotometricInterpretation = colours
    data.BitsAllocated = data.BitsStored = 8
    data.HighBit, data.PixelRepresentation = 7, 0
    content = (samples.transpose(2, 0, 1) if planar else samples).tobytes()
    if stream:
        data.PixelData = encapsulate([stream])
    elif syntax == RLELossless:
        data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data.PixelData = content + b"\0" * (len(content) % 2)
        data.compress(RLELossless, generate_instance_uid=False)
    else:
        content += b"\0" * (len(content) % 2)
        if syntax == ExplicitVRBigEndian:  # words, as most programs write them
            content = np.frombuffer(content, "<u2").astype(">u2").tobytes()
            data.add_new("PixelData", "OW", content)
        else:
            data.PixelData = content
    if "PixelData" in data and data["PixelData"].VR != "OW":
        data["PixelData"].VR = "OB" if syntax != ImplicitVRLittleEndian else "OW"
    pydicom.dcmwrite(path, data, enforce_file_format=True)


def write_all(folder, grey, rgb):
    """Small files of every kind that is read, from a grey and an RGB picture."""
    def jpeg(array, **options):
        stream = io.BytesIO()
        Image.fromarray(array).save(stream, "JPEG", quality=85, **options)
        return stream.getvalue()

    write_file(folder / "grey.dcm", grey, ExplicitVRLittleEndian, "MONOCHROME2")
    write_file(folder / "grey_inverted_implicit.dcm", grey, ImplicitVRLittleEndian, "MONOCHROME1")
    write_file(folder / "grey_big.dcm", grey, ExplicitVRBigEndian, "MONOCHROME2")
    write_file(folder / "grey_inverted_jpeg.dcm", grey, JPEGBaseline8Bit, "MONOCHROME1", stream=jpeg(grey))
    write_file(folder / "grey_rle.dcm", grey, RLELossless, "MONOCHROME2")
    write_file(folder / "rgb_planes.dcm", rgb, ExplicitVRLittleEndian, "RGB", planar=True)
    write_file(folder / "rgb_rle.dcm", rgb, RLELossless, "RGB")
    write_file(folder / "ybr_jpeg.dcm", rgb, JPEGBaseline8Bit, "YBR_FULL_422", stream=jpeg(rgb, subsampling="4:2:2"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=golden.Path, default=golden.ROOT.parent / "shared/data/samples/dicom")
    parser.add_argument("--output", type=golden.Path, default=golden.FIXTURES, help="folder of the table")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    rows = []
    for path in sorted(arguments.samples.iterdir()):
        try:
            is_known = is_read(pydicom.dcmread(path))
        except pydicom.errors.InvalidDicomError:
            is_known = False
        if is_known:
            array = pixels(path)
            rows.append((path.name, *array.shape[:2], hashlib.sha256(array.tobytes()).hexdigest()))
        else:
            rows.append((path.name, "", "", ""))
    with open(arguments.output / "dicom_samples.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "height", "width", "sha256"))
        writer.writerows(rows)
    print(f"dicom_samples.csv: {sum(bool(row[3]) for row in rows)} of {len(rows)} files are read")


if __name__ == "__main__":
    main()
