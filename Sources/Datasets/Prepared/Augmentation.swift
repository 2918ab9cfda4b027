import Imaging
import Numerics

/// TrivialAugmentWide on the images of one epoch.
public struct Augmentation: Sendable {
    /// The authors' scripts differ in it, and it matters: shifting a 32 x 32 image by 16 pixels is another
    /// thing than shifting it by 16 when it is 256 x 256.
    public enum Place: String, Sendable, CaseIterable {
        case beforeResize = "before-resize"
        case afterResize = "after-resize"
    }

    public let place: Place
    private let random: CounterRandom

    /// - Parameter random: of this run and epoch.
    public init(_ place: Place, random: CounterRandom) {
        self.place = place
        self.random = random
    }

    /// What happens to the image at `index` of its part: the same whatever order images come in.
    func draw(_ index: Int) -> TrivialAugment.Draw { TrivialAugment.draw(random, sample: index) }
}
