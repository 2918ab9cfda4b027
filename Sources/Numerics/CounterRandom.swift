/// Philox4x32-10: a block of four random words as a pure function of key and counter.
///
/// Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
public enum Philox {
    public static func block(key: SIMD2<UInt32>, counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
        var (key, counter) = (key, counter)
        for _ in 0..<10 {
            let first = UInt64(counter.x) * 0xD251_1F53
            let second = UInt64(counter.z) * 0xCD9E_8D57
            counter = SIMD4(
                UInt32(truncatingIfNeeded: second >> 32) ^ counter.y ^ key.x,
                UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ counter.w ^ key.y,
                UInt32(truncatingIfNeeded: first))
            key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return counter
    }
}

/// Random numbers without state: each is a function of seed, purpose, run, epoch, sample and draw.
///
/// There is nothing to save, a resumed run draws what an uninterrupted one would have drawn, and
/// the order in which workers ask does not matter.
public struct CounterRandom: Sendable {
    /// What the numbers are for. Streams of different purposes never overlap.
    public enum Purpose: UInt32, Sendable {
        case initialization = 1, shuffle, dropout, split = 6, subset, sampleData, augment, validation
    }

    /// The key of the generator: the seed's low and high words.
    public let key: SIMD2<UInt32>
    /// The counter's upper words: epoch, and purpose with run.
    public let stream: SIMD2<UInt32>

    /// - Parameters:
    ///   - run: 0 to 16,777,215.
    ///   - epoch: counted from 0 or 1, or any other number that tells streams apart.
    public init(seed: UInt64, purpose: Purpose, run: Int = 0, epoch: Int = 0) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        stream = SIMD2(
            UInt32(truncatingIfNeeded: epoch), purpose.rawValue << 24 | UInt32(truncatingIfNeeded: run) & 0xFF_FFFF)
    }

    /// Four words for a sample and a block of draws.
    public func block(sample: Int, draw: Int) -> SIMD4<UInt32> {
        Philox.block(
            key: key,
            counter: SIMD4(
                UInt32(truncatingIfNeeded: draw), UInt32(truncatingIfNeeded: sample), stream.x, stream.y))
    }

    /// Uniform in [0, 1) with 24 bits.
    public func uniform(sample: Int, draw: Int = 0) -> Float {
        Float(block(sample: sample, draw: draw).x >> 8) * 0x1p-24
    }

    /// Uniform in 0..<bound, for bounds up to 2^32. The bias is below bound / 2^32.
    public func integer(below bound: Int, sample: Int, draw: Int = 0) -> Int {
        Int((UInt64(block(sample: sample, draw: draw).x) * UInt64(bound)) >> 32)
    }

    /// A permutation of 0..<count (Fisher-Yates).
    public func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, integer(below: last + 1, sample: last))
        }
        return order
    }
}
