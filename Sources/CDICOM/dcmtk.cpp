#include "dcmtk.hpp"
#include "include/dicom.h"

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/oflog/oflog.h>

#include <cstring>
#include <mutex>

namespace wb {

void prepareDCMTK() {
    static std::once_flag once;
    std::call_once(once, [] {
        OFLog::configure(OFLogger::OFF_LOG_LEVEL);
        DcmRLEDecoderRegistration::registerCodecs();
    });
}

void copy(const char *text, char *into) {
    strncpy(into, text ? text : "", wb_dicom_text_size - 1);
    into[wb_dicom_text_size - 1] = 0;
}

}  // namespace wb
