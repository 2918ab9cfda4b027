#include "dcmtk.hpp"
#include "include/dicom.h"

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <exception>

namespace {

void set(OFCondition &status, DcmItem &item, const DcmTagKey &key, const char *value) {
    if (status.good()) status = item.putAndInsertString(key, value);
}

void set(OFCondition &status, DcmItem &item, const DcmTagKey &key, Uint16 value) {
    if (status.good()) status = item.putAndInsertUint16(key, value);
}

// An empty table of offsets, then the stream in one fragment.
OFCondition insertStream(DcmDataset &data, const wb_dicom_picture &picture) {
    DcmPixelSequence *sequence = new DcmPixelSequence(DCM_PixelSequenceTag);
    OFCondition status = sequence->insert(new DcmPixelItem(DCM_PixelItemTag));
    DcmOffsetList offsets;
    if (status.good())
        status = sequence->storeCompressedFrame(
            offsets, const_cast<Uint8 *>(picture.pixels), static_cast<Uint32>(picture.count), 0);
    DcmPixelData *pixels = new DcmPixelData(DCM_PixelData);
    pixels->putOriginalRepresentation(EXS_JPEGProcess1, nullptr, sequence);
    if (status.good()) status = data.insert(pixels, OFTrue);
    if (status.bad()) delete pixels;
    return status;
}

OFCondition build(DcmFileFormat &file, const wb_dicom_picture &picture) {
    DcmDataset &data = *file.getDataset();
    OFCondition status = EC_Normal;
    set(status, data, DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
    set(status, data, DCM_SOPInstanceUID, picture.instance_uid);
    // These belong into every file and may be empty.
    for (const DcmTagKey &key :
         {DCM_StudyDate, DCM_StudyTime, DCM_AccessionNumber, DCM_ReferringPhysicianName, DCM_PatientBirthDate,
          DCM_PatientSex, DCM_StudyID})
        set(status, data, key, "");
    set(status, data, DCM_Modality, "CR");
    set(status, data, DCM_ConversionType, "SYN");
    set(status, data, DCM_PatientName, picture.patient);
    set(status, data, DCM_PatientID, picture.patient);
    set(status, data, DCM_StudyInstanceUID, picture.study_uid);
    set(status, data, DCM_SeriesInstanceUID, picture.series_uid);
    set(status, data, DCM_SeriesNumber, "1");
    set(status, data, DCM_InstanceNumber, "1");
    set(status, data, DCM_SamplesPerPixel, 1);
    set(status, data, DCM_PhotometricInterpretation, picture.is_monochrome1 ? "MONOCHROME1" : "MONOCHROME2");
    set(status, data, DCM_Rows, picture.rows);
    set(status, data, DCM_Columns, picture.columns);
    set(status, data, DCM_BitsAllocated, 8);
    set(status, data, DCM_BitsStored, 8);
    set(status, data, DCM_HighBit, 7);
    set(status, data, DCM_PixelRepresentation, Uint16{0});
    if (picture.is_jpeg) set(status, data, DCM_LossyImageCompression, "01");
    if (status.bad()) return status;
    return picture.is_jpeg
        ? insertStream(data, picture)
        : data.putAndInsertUint8Array(DCM_PixelData, picture.pixels, static_cast<unsigned long>(picture.count));
}

}  // namespace

int wb_dicom_write(const wb_dicom_picture *picture, uint8_t *out, size_t capacity, size_t *count, char *message) {
    try {
        wb::prepareDCMTK();
        DcmFileFormat file;
        OFCondition status = build(file, *picture);
        if (status.good()) {
            DcmOutputBufferStream stream(out, static_cast<offile_off_t>(capacity));
            file.transferInit();
            status = file.write(
                stream, picture->is_jpeg ? EXS_JPEGProcess1 : EXS_LittleEndianExplicit, EET_UndefinedLength, nullptr);
            file.transferEnd();
            void *start = nullptr;
            offile_off_t written = 0;
            stream.flushBuffer(start, written);
            *count = static_cast<size_t>(written);
        }
        if (status.good()) return 0;
        wb::copy(status.text(), message);
    } catch (const std::exception &error) {
        wb::copy(error.what(), message);
    }
    return -1;
}
