// swift-tools-version: 6.0
import PackageDescription

// Modules stand in strata; imports point down only (README.md, "How the code is laid out").

let programs: [Target] = ["fetch-prep", "train", "evaluate", "aggregate", "plot", "compare", "benchmark"].map { name in
    .executableTarget(
        name: name,
        dependencies: [
            "CommandSupport", "Study", "Training", "Backbones", "Datasets", "Storage", "Numerics",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ] + (name == "fetch-prep" ? ["Download"] : [])
    )
}

let libraries: [Target] = [
    .target(
        name: "CommandSupport",
        dependencies: [
            "Study", "Storage", "Numerics", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
    .target(name: "Study", dependencies: ["Storage"]),
    .target(name: "Training", dependencies: ["Backbones", "Layers", "Datasets", "Numerics", "Storage"]),
    .target(name: "Backbones", dependencies: ["Layers", "Numerics", "Storage"]),
    .target(name: "Layers", dependencies: ["Numerics", "CKernels"]),
    .target(
        name: "Datasets",
        dependencies: ["Imaging", "Storage", "Numerics", "CArchive", "CMatio", "CMATReader", "CIsolation"]),
    .target(
        name: "Imaging",
        dependencies: [
            "Numerics", "Storage", "CKernels", "CImageReader", "CImageWriter", "CDICOM", "CPNG", "CTurboJPEG",
        ]),
    .target(name: "Download", dependencies: ["Storage", "CCurl"]),
    .target(name: "CImageReader", dependencies: ["CJPEG", "CPNG", "CTIFF"]),
    .target(name: "CImageWriter", dependencies: ["CTIFF"]),
    .target(
        name: "CDICOM",
        linkerSettings: [.linkedLibrary("dcmdata"), .linkedLibrary("oflog"), .linkedLibrary("ofstd")]),
    .target(name: "CHDF5Reader", dependencies: ["CHDF5"]),
    .target(name: "CMATReader", dependencies: ["CMatio"]),
    .target(name: "CIsolation"),
    .target(
        name: "Storage",
        dependencies: [
            "CHDF5", "CHDF5Reader", "CArchive", "CCrypto", "CIsolation",
            .product(name: "SwiftCSV", package: "SwiftCSV"),
            .product(name: "TOMLKit", package: "TOMLKit"),
        ]),
    .target(
        name: "Numerics",
        dependencies: ["CKernels", "CDNNL"],
        linkerSettings: [.linkedLibrary("gomp")]),
    .target(name: "CKernels", cSettings: [.define("NDEBUG")]),
]

let systemLibraries: [Target] = [
    .systemLibrary(name: "CDNNL"),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .systemLibrary(name: "CTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
    .systemLibrary(name: "CMatio", pkgConfig: "matio", providers: [.apt(["libmatio-dev"])]),
    .systemLibrary(name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
]

let tests: [Target] = [
    ("StorageTests", ["Storage", "TestSupport"]),
    ("PipelineTests", ["fetch-prep", "train", "evaluate", "aggregate", "plot", "Storage", "TestSupport"]),
    ("StudyTests", ["Study", "Storage"]),
    ("ImagingTests", ["Imaging", "Storage", "Numerics", "TestSupport"]),
    ("DatasetsTests", ["Datasets", "Imaging", "Storage", "Numerics", "TestSupport", "CArchive", "CIsolation"]),
    ("DownloadTests", ["Download", "Storage", "TestSupport"]),
    ("FetchPrepTests", ["fetch-prep", "Backbones", "Datasets", "Download", "Imaging", "Storage", "TestSupport"]),
    ("StudyProgramTests", ["aggregate", "benchmark", "plot", "train", "compare", "evaluate", "Study", "Storage"]),
    ("NumericsTests", ["Numerics", "CKernels", "TestSupport"]),
    ("LayersTests", ["Layers", "Numerics", "Storage", "TestSupport"]),
    ("BackbonesTests", ["Backbones", "Training", "Layers", "Numerics", "Storage", "TestSupport"]),
    (
        "TrainingTests",
        [
            "train", "evaluate", "aggregate", "compare", "Training", "Backbones", "Datasets", "Layers", "Numerics",
            "Storage", "TestSupport",
        ]
    ),
].map { (name: String, modules: [String]) in
    .testTarget(name: name, dependencies: modules.map { .init(stringLiteral: $0) })
}

/// What several test targets use: hashed numbers, golden files, distances.
let testSupport: [Target] = [
    .target(name: "TestSupport", dependencies: ["Layers", "Numerics", "Storage"], path: "Tests/TestSupport")
]

let package = Package(
    name: "which-backbone",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: programs + libraries + systemLibraries + testSupport + tests,
    swiftLanguageModes: [.v6]
)
