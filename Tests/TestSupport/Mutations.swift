import Foundation
import Numerics

/// Damaged copies of a file, as a hostile or broken source might deliver it: a function of seed and number,
/// so that a failing one can be made again.
public struct Mutations: Sendable {
    /// How many a test tries: WHICH_BACKBONE_MUTATIONS, or a few hundred.
    public static let count = ProcessInfo.processInfo.environment["WHICH_BACKBONE_MUTATIONS"].flatMap(Int.init) ?? 300

    private let random: CounterRandom

    public init(seed: UInt64) { random = CounterRandom(seed: seed, purpose: .sampleData) }

    /// Copy `number` of `bytes`: one to eight of these: a bit flipped, a byte or word replaced by a remarkable
    /// value, the end cut off, a piece removed, doubled, zeroed or moved elsewhere.
    public func mutate(_ bytes: [UInt8], number: Int) -> [UInt8] {
        var result = bytes
        var draws = 0
        func integer(below bound: Int) -> Int {
            draws += 1
            return random.integer(below: max(1, bound), sample: number, draw: draws)
        }
        for _ in 0...integer(below: 8) where !result.isEmpty {
            // Half of the damage goes to the first bytes, where headers are.
            let reach = integer(below: 2) == 0 ? min(512, result.count) : result.count
            let place = integer(below: reach)
            let length = min(result.count - place, 1 + integer(below: 1 << integer(below: 12)))
            switch integer(below: 8) {
            case 0: result[place] ^= 1 << UInt8(integer(below: 8))
            case 1: result[place] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF][integer(below: 6)]
            case 2:
                let word = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF, 0x1_0000, 0x7FFF][integer(below: 8)]
                let isBig = integer(below: 2) == 0
                for index in 0..<min(4, result.count - place) {
                    result[place + index] = UInt8(truncatingIfNeeded: word >> (8 * (isBig ? 3 - index : index)))
                }
            case 3: result.removeLast(min(result.count - 1, length))
            case 4: result.removeSubrange(place..<(place + length))
            case 5: result.insert(contentsOf: result[place..<(place + length)], at: place)
            case 6: for index in place..<(place + length) { result[index] = 0 }
            default:
                let piece = Array(result[place..<(place + length)])
                result.replaceSubrange(place..<(place + length), with: [])
                result.insert(contentsOf: piece, at: integer(below: result.count + 1))
            }
        }
        return result
    }
}
