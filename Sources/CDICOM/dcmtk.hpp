// Inside the module: DCMTK, without its log.
#pragma once
#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

namespace wb {
// Registers the decoder of RLE and turns DCMTK's log off; as often as one likes, from any thread.
void prepareDCMTK();
// Copies into wb_dicom_text_size bytes, cut where necessary.
void copy(const char *text, char *into);
}  // namespace wb
