import Foundation
import Imaging
import Storage
import Testing

/// Real files beside the package: ../shared/data.
@Suite(.enabled(if: Fixtures.hasSamples, "needs ../shared/data/samples"))
struct SampleImageTests {
    /// The digest of all pixels of Pillow 13.0's `convert("RGB")`, one file after the other in the order of names:
    ///
    ///     names = sorted(glob("shared/data/samples/uc_merced/Images/*/*.tif"))
    ///     sha256(b"".join(numpy.asarray(Image.open(name).convert("RGB")).tobytes() for name in names))
    @Test func ucMercedEqualsPillow() throws {
        let folder = Fixtures.samples + "/uc_merced"
        let names = try Path.files(below: folder).filter { $0.hasSuffix(".tif") }.sorted()
        #expect(names.count == 14)
        var pixels = Data()
        for name in names {
            pixels += try ImageDecoder.decode(Fixtures.bytes(folder + "/" + name), name: name).pixels
        }
        #expect(try Digest.of(pixels) == "a2bd0b39030a51b38fa344ca736cbc43e0a80ebfeb1879a9dd816d7cd2432f0f")
    }

    /// pydicom's test files: each is decoded as pydicom and Pillow do, or refused.
    @Test func dicomEqualsPydicomOrIsRefused() throws {
        let folder = Fixtures.samples + "/dicom"
        let text = String(decoding: try Fixtures.bytes(Fixtures.folder + "/dicom_samples.csv"), as: UTF8.self)
        let rows = text.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(Set(rows.map { $0[0] }) == Set(try Path.files(below: folder)))
        for row in rows {
            let (name, digest) = (row[0], row[3])
            let bytes = try Fixtures.bytes(folder + "/" + name)
            if digest.isEmpty {
                let failure = try #require(throws: Failure.self, "\(name)") {
                    try ImageDecoder.decode(bytes, name: name)
                }
                #expect(failure.location == name)
            } else {
                guard let image = ImageDecoder.decoded(bytes, name: name) else { continue }
                #expect(row[1] == "\(image.height)" && row[2] == "\(image.width)", "\(name)")
                #expect(try Digest.of(Data(image.pixels)) == digest, "\(name)")
            }
        }
    }

    /// What is inside a file that is refused.
    @Test(arguments: [
        ("CT_small.dcm", "16 bits in 16, signed"), ("JPGExtended.dcm", "12 bits in 16"), ("JPEG2000.dcm", "JPEG 2000"),
        ("GDCMJ2K_TextGBR.dcm", "JPEG 2000"), ("JPEGLSNearLossless_08.dcm", "JPEG-LS"),
        ("SC_rgb_jpeg_gdcm.dcm", "JPEG Lossless"), ("SC_rgb_rle_2frame.dcm", "2 frames"),
        ("examples_ybr_color.dcm", "30 frames"), ("examples_palette.dcm", "PALETTE COLOR"),
        ("SC_ybr_full_422_uncompressed.dcm", "YBR_FULL_422"), ("image_dfl.dcm", "deflated"),
        ("liver_1frame.dcm", "1 bits in 1"), ("rtplan.dcm", "RTPlanStorage"), ("test-SR.dcm", "ComprehensiveSR"),
        ("waveform_ecg.dcm", "ECGWaveformStorage"), ("MR_truncated.dcm", "does not decode"),
        ("rtplan_truncated.dcm", "does not decode"), ("ExplVR_LitEndNoMeta.dcm", "without \"DICM\""),
        ("SC_rgb_jpeg.dcm", "cannot be read"), ("badVR.dcm", "number of frames"), ("zipMR.gz", "gzip"),
    ])
    func refusalsNameTheContent(_ name: String, _ word: String) throws {
        let bytes = try Fixtures.bytes(Fixtures.samples + "/dicom/" + name)
        let failure = try #require(throws: Failure.self) { try ImageDecoder.decode(bytes, name: name) }
        #expect(failure.what.contains(word), "\(failure)")
    }
}
