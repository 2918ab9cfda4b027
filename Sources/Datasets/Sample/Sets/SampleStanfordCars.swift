/// A miniature of Stanford Cars: two archives of images and the development kit's struct arrays.
struct SampleStanfordCars: DrawnSet {
    let seed: UInt64

    let folder = "stanford_cars"

    private static let place = Ground.OneOf(.street, .meadow, .sand)

    private static let subjects = [
        SampleSubject(
            "AM General Hummer SUV 2000", place,
            Car(belt: (-0.98, 0.38), roof: (-0.96, 0.28), height: 0.88, bonnet: 0.52, windows: 3, wheel: 0.25)),
        SampleSubject(
            "Acura RL Sedan 2012", place,
            Car(belt: (-0.72, 0.5), roof: (-0.42, 0.16), height: 0.72, bonnet: 0.38)),
        SampleSubject(
            "Aston Martin V8 Vantage Coupe 2012", place,
            Car(belt: (-0.8, 0.36), roof: (-0.36, 0.02), height: 0.6, bonnet: 0.34, windows: 1, wheel: 0.23)),
        SampleSubject(
            "Audi 100 Wagon 1994", place,
            Car(belt: (-0.98, 0.46), roof: (-0.86, 0.14), height: 0.72, bonnet: 0.38, windows: 3)),
        SampleSubject(
            "Chevrolet Express Cargo Van 2007", place,
            Car(belt: (-1, 0.78), roof: (-0.97, 0.5), height: 1, bonnet: 0.46, windows: 2)),
        SampleSubject(
            "Ford F-150 Regular Cab 2012", place,
            Car(belt: (-0.14, 0.46), roof: (-0.1, 0.24), height: 0.86, bonnet: 0.46, windows: 1, wheel: 0.25)),
    ]

    private static let trainImages = 16
    private static let testImages = 8

    var images: SampleImages {
        SampleImages(seed: seed, dataset: 7, subjects: Self.subjects, height: 48...56, width: 64...76, grain: 7)
    }

    func files() throws -> [SampleFile] {
        let all = SampleImages.mixed(Self.subjects.map { _ in Self.trainImages + Self.testImages })
        let train = all.filter { $0.number <= Self.trainImages }
        let test = all.filter { $0.number > Self.trainImages }
        var kit = SampleFolder()
        let names = Self.subjects.map { MATValue.text($0.name) }
        try kit.add(
            "devkit/cars_meta.mat", variables: ["class_names": .cells(names, shape: [1, names.count])])
        try kit.add(
            "devkit/cars_test_annos.mat", variables: ["annotations": annotations(test, hasClass: false)])
        try kit.add(
            "devkit/cars_train_annos.mat", variables: ["annotations": annotations(train, hasClass: true)])
        return [
            kit.packed("car_devkit.tgz"),
            SampleFile(
                name: "cars_test_annos_withlabels.mat",
                content: .variables(["annotations": annotations(test, hasClass: true)])),
            try photographs(test, "cars_test").packed("cars_test.tgz"),
            try photographs(train, "cars_train").packed("cars_train.tgz"),
        ]
    }

    private func photographs(_ numbers: [SampleImages.Number], _ name: String) throws -> SampleFolder {
        var archive = SampleFolder()
        for (index, bytes) in try images.jpegs(numbers).enumerated() {
            archive.add("\(name)/\(Self.file(index))", bytes)
        }
        return archive
    }

    private func annotations(_ numbers: [SampleImages.Number], hasClass: Bool) -> MATValue {
        let elements = numbers.enumerated().map { index, image in
            var values: [String: MATValue] = ["fname": .text(Self.file(index))]
            for (name, value) in [("bbox_x1", 5.0), ("bbox_y1", 12), ("bbox_x2", 60), ("bbox_y2", 46)] {
                values[name] = .row([value])
            }
            if hasClass { values["class"] = .row([Double(image.label + 1)]) }
            return values
        }
        return .structs(elements, shape: [1, elements.count])
    }

    private static func file(_ index: Int) -> String {
        let digits = String(index + 1)
        return String(repeating: "0", count: 5 - digits.count) + digits + ".jpg"
    }
}
