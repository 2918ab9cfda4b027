#include "dcmtk.hpp"
#include "include/dicom.h"

#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <cstring>
#include <string>
#include <vector>

struct wb_dicom {
    DcmFileFormat file;
    std::vector<uint8_t> frame;
};

namespace {

// Sequences nest as deep as a file likes, and DCMTK before 3.7 follows by recursion until the stack ends. Every level
// needs the tag of an item: where there are few, in either byte order, the file cannot be deep.
bool hasTooManyItems(const uint8_t *bytes, size_t count) {
    static const size_t limit = 1000;
    size_t items = 0;
    for (const uint8_t *at = bytes, *end = bytes + count;
         (at = static_cast<const uint8_t *>(memchr(at, 0xFE, static_cast<size_t>(end - at)))) != nullptr; at++) {
        const bool isLittle = end - at >= 4 && at[1] == 0xFF && at[2] == 0x00 && at[3] == 0xE0;
        const bool isBig = at > bytes && end - at >= 3 && at[-1] == 0xFF && at[1] == 0xE0 && at[2] == 0x00;
        if ((isLittle || isBig) && ++items > limit) return true;
    }
    return false;
}

// DCMTK looks for each element's place from the end of those it has: elements in descending order take the square of
// their number. Every element takes three to six reads, so that this allows some thousands; a radiograph has a hundred.
class BoundedStream : public DcmInputBufferStream {
public:
    BoundedStream(const uint8_t *bytes, size_t count) {
        setBuffer(bytes, static_cast<offile_off_t>(count));
        setEos();
    }
    OFBool good() const override { return reads <= limit && DcmInputBufferStream::good(); }
    OFCondition status() const override {
        return reads <= limit ? DcmInputBufferStream::status()
                              : makeOFCondition(OFM_dcmdata, 0xFFF, OF_error, "it has thousands of elements");
    }
    offile_off_t read(void *into, offile_off_t count) override {
        return ++reads <= limit ? DcmInputBufferStream::read(into, count) : 0;
    }

private:
    static const size_t limit = 20000;
    size_t reads = 0;
};

int32_t number(DcmItem &item, const DcmTagKey &key) {
    Uint16 value = 0;
    return item.findAndGetUint16(key, value).good() ? value : -1;
}

void text(DcmItem &item, const DcmTagKey &key, char *into) {
    OFString value;
    item.findAndGetOFString(key, value);
    wb::copy(value.c_str(), into);
}

void describe(wb_dicom &file, wb_dicom_header &header) {
    DcmDataset &data = *file.file.getDataset();
    header.has_pixels = data.tagExistsWithValue(DCM_PixelData);
    header.rows = number(data, DCM_Rows);
    header.columns = number(data, DCM_Columns);
    header.samples = number(data, DCM_SamplesPerPixel);
    header.bits_allocated = number(data, DCM_BitsAllocated);
    header.bits_stored = number(data, DCM_BitsStored);
    header.high_bit = number(data, DCM_HighBit);
    header.is_signed = number(data, DCM_PixelRepresentation);
    header.is_planar = number(data, DCM_PlanarConfiguration);
    header.frames = -1;
    OFString frames;
    if (data.findAndGetOFString(DCM_NumberOfFrames, frames).good() && !frames.empty()) {
        char *end = nullptr;
        header.frames = strtoll(frames.c_str(), &end, 10);
        if (*end != 0 && *end != ' ') header.frames = -2;
    }
    text(data, DCM_PhotometricInterpretation, header.photometric);
    const DcmXfer syntax(data.getOriginalXfer());
    wb::copy(syntax.getXferID(), header.transfer_syntax);
    wb::copy(syntax.getXferName(), header.transfer_syntax_name);
    char uid[wb_dicom_text_size];
    text(data, DCM_SOPClassUID, uid);
    wb::copy(dcmFindNameOfUID(uid, uid), header.kind);
}

// Native pixels. Of words DCMTK gives the machine's, whose low byte is the first sample.
OFCondition takeNative(DcmElement &element, std::vector<uint8_t> &frame) {
    if (element.getTag().getEVR() != EVR_OW) {
        Uint8 *start = nullptr;
        const OFCondition found = element.getUint8Array(start);
        if (found.good() && start) frame.assign(start, start + element.getLength());
        return found;
    }
    Uint16 *start = nullptr;
    const OFCondition found = element.getUint16Array(start);
    if (found.bad() || !start) return found;
    const size_t words = element.getLength() / 2;
    frame.resize(words * 2);
    for (size_t i = 0; i < words; i++) {
        frame[2 * i] = static_cast<uint8_t>(start[i] & 0xFF);
        frame[2 * i + 1] = static_cast<uint8_t>(start[i] >> 8);
    }
    return found;
}

// The fragments of the only frame, which follow the table of offsets.
OFCondition takeStream(DcmPixelData &pixels, E_TransferSyntax syntax, std::vector<uint8_t> &frame) {
    DcmPixelSequence *sequence = nullptr;
    OFCondition found = pixels.getEncapsulatedRepresentation(syntax, nullptr, sequence);
    for (unsigned long part = 1; found.good() && sequence && part < sequence->card(); part++) {
        DcmPixelItem *item = nullptr;
        Uint8 *start = nullptr;
        found = sequence->getItem(item, part);
        if (found.good() && item->getLength() > 0) found = item->getUint8Array(start);
        if (found.good() && start) frame.insert(frame.end(), start, start + item->getLength());
    }
    return found;
}

OFCondition takeFrame(wb_dicom &file) {
    DcmDataset &data = *file.file.getDataset();
    const E_TransferSyntax syntax = data.getOriginalXfer();
    DcmElement *element = nullptr;
    OFCondition found = data.findAndGetElement(DCM_PixelData, element);
    if (found.bad()) return found;
    DcmPixelData *pixels = dynamic_cast<DcmPixelData *>(element);
    if (!pixels) return EC_CorruptedData;
    if (syntax == EXS_RLELossless) {
        found = data.chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
        if (found.bad()) return found;
        return takeNative(*pixels, file.frame);
    }
    return DcmXfer(syntax).isEncapsulated() ? takeStream(*pixels, syntax, file.frame) : takeNative(*pixels, file.frame);
}

}  // namespace

namespace {

// Whether everything behind the meta header is deflated: what it holds cannot be looked at before DCMTK inflates
// and parses it. Such files are not read, and must not get so far.
bool isDeflated(const uint8_t *bytes, size_t count) {
    DcmFileFormat file;
    file.setReadMode(ERM_metaOnly);
    BoundedStream stream(bytes, count);
    file.transferInit();
    file.read(stream);
    file.transferEnd();
    OFString syntax;
    file.getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, syntax);
    return DcmXfer(syntax.c_str()).getStreamCompression() != ESC_none;
}

}  // namespace

wb_dicom *wb_dicom_open(const uint8_t *bytes, size_t count, wb_dicom_header *header, char *message) {
    wb_dicom *file = nullptr;
    try {
        wb::prepareDCMTK();
        memset(header, 0, sizeof *header);
        if (hasTooManyItems(bytes, count)) {
            wb::copy("it has more than 1,000 sequence items", message);
            return nullptr;
        }
        if (isDeflated(bytes, count)) {
            wb::copy("its data set is deflated, which is not read", message);
            return nullptr;
        }
        file = new wb_dicom;
        BoundedStream stream(bytes, count);
        file->file.transferInit();
        const OFCondition read = file->file.read(stream);
        file->file.transferEnd();
        if (read.good()) {
            describe(*file, *header);
            return file;
        }
        wb::copy((std::string("its elements cannot be read: ") + read.text()).c_str(), message);
    } catch (const std::exception &error) {
        wb::copy(error.what(), message);
    }
    delete file;
    return nullptr;
}

int wb_dicom_frame(wb_dicom *file, const uint8_t **start, size_t *count, char *message) {
    try {
        file->frame.clear();
        const OFCondition found = takeFrame(*file);
        if (found.good()) {
            *start = file->frame.data();
            *count = file->frame.size();
            return 0;
        }
        wb::copy(found.text(), message);
    } catch (const std::exception &error) {
        wb::copy(error.what(), message);
    }
    return -1;
}

void wb_dicom_close(wb_dicom *file) { delete file; }
