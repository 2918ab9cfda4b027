import Study
import Testing

@Suite struct GridTests {
    @Test func idsAreThoseOfTheInterface() {
        let backbones = """
            resnet50 wavemix_192_16 convnext_tiny swin_t swin_v2_t efficientnet_v2_s densenet161 mobilenet_v3_large \
            regnet_y_3_2gf resnext50_32x4d shufflenet_v2_x2_0
            """
        let datasets = """
            cifar10 cifar100 tiny_imagenet stanford_dogs flowers102 cub200 stanford_cars food101 dtd neu uc_merced \
            eurosat plantvillage plantclef galaxy10 breakhis_40x breakhis_100x breakhis_200x breakhis_400x rsna
            """
        #expect(BackboneID.allCases.map(\.rawValue).joined(separator: " ") == backbones)
        #expect(DatasetID.allCases.map(\.rawValue).joined(separator: " ") == datasets)
        #expect(Percent.allCases.map(\.rawValue) == [100, 10, 1])
    }

    @Test func titlesAreDistinct() {
        #expect(Set(BackboneID.allCases.map(\.title)).count == 11)
        #expect(Set(DatasetID.allCases.map(\.title)).count == 20)
        // The paper's Section 4 speaks of seven domains; its Section 4.1 to 4.7.
        #expect(Set(DatasetID.allCases.map(\.domain)).count == 7)
    }

    @Test func ownDataSetsHaveIdsOfTheirOwn() throws {
        let own = try #require(DatasetID(rawValue: "own-my_photos-2"))
        #expect(own.isOwn && own.title == "my_photos-2" && !DatasetID.allCases.contains(own))
        #expect(DatasetID(rawValue: "cifar10") == .cifar10 && !DatasetID.cifar10.isOwn)
        #expect(DatasetID(rawValue: "rsna_by_patient") == .rsnaByPatient)
        for name in ["own-", "own-..", "own-a/b", "own-a b", "own-$(id)", "own-\u{e9}", "mnist", "", "Own-a"] {
            #expect(DatasetID(rawValue: name) == nil, "\(name)")
        }
    }

    @Test(arguments: ["", "..", "../x", "a/b", "+x", "paper+", "paper++x", "a b", "pap\u{e9}r", ".x", "x\n", "$(id)"])
    func profileNamesThatAreNoFolderAreRefused(name: String) {
        #expect(ProfileName(name) == nil)
    }

    @Test func profileNamesSayWhatTheyAre() throws {
        let paper = try ProfileName.named("paper")
        #expect(paper.isPaper)
        #expect(paper.makeVariables == "PROFILE=paper")
        let trial = try ProfileName.named("paper+image128+batch32+weights-none")
        #expect(!trial.isPaper)
        #expect(trial.base == "paper")
        #expect(trial.heading == "Trial with image128, batch32, weights-none: not the paper's protocol.")
        #expect(trial.makeVariables == "PROFILE=paper IMAGE_SIZE=128 BATCH=32 WEIGHTS=none")
        let sample = try ProfileName.named("sample")
        #expect(!sample.isPaper)
        #expect(sample.heading.hasPrefix("Sample profile: miniature data generated from a seed."))
        #expect(try ProfileName.named("sample+seed2").heading.hasSuffix("Trial with seed2."))
        // A name that only starts like the paper's is not the paper's.
        #expect(try !ProfileName.named("paper2").isPaper)
        #expect(try ProfileName.named("paper2").heading == "Profile paper2: not the paper's protocol.")
    }

    @Test func unknownTrialValuesGiveNoVariables() throws {
        #expect(try ProfileName.named("paper+weights-0a1b2c").makeVariables == nil)
        #expect(try ProfileName.named("paper+imagelarge").makeVariables == nil)
        let id = cell(.resNet50, .cifar10, .tenth)
        let command = id.makeCommand(profile: try ProfileName.named("paper+weights-0a1b2c"), runs: 2)
        #expect(command.contains("the values of this trial"))
        let plain = id.makeCommand(profile: try ProfileName.named("sample"))
        #expect(plain == "make cell PROFILE=sample DATASET=cifar10 PERCENT=10 BACKBONE=resnet50")
    }
}
