/// Places blocks with known lifetimes into one piece of memory, so that blocks that live at
/// different times share it.
package struct MemoryPlan {
    package struct Block {
        package var bytes: Int
        /// The first and last moment at which the content counts.
        package var first: Int
        package var last: Int
        package var offset = 0
    }

    package private(set) var blocks: [Block] = []
    package private(set) var byteCount = 0

    package init() {}

    /// A new block that lives at one moment; `extend` makes it live longer.
    package mutating func add(bytes: Int, at moment: Int) -> Int {
        blocks.append(Block(bytes: (bytes + 63) & ~63, first: moment, last: moment))
        return blocks.count - 1
    }

    package mutating func extend(_ block: Int, to moment: Int) {
        blocks[block].first = min(blocks[block].first, moment)
        blocks[block].last = max(blocks[block].last, moment)
    }

    /// Gives every block its offset: largest first, each at the lowest place that is free during
    /// its life.
    package mutating func place() {
        // Sorted by offset, so that one pass finds the lowest gap.
        var placed: [Block] = []
        byteCount = 0
        for index in blocks.indices.sorted(by: { (blocks[$1].bytes, $0) < (blocks[$0].bytes, $1) }) {
            var block = blocks[index]
            var offset = 0
            for rival in placed where rival.first <= block.last && block.first <= rival.last {
                if offset + block.bytes <= rival.offset { break }
                offset = max(offset, rival.offset + rival.bytes)
            }
            block.offset = offset
            blocks[index].offset = offset
            byteCount = max(byteCount, offset + block.bytes)
            if block.bytes > 0 {
                placed.insert(block, at: placed.firstIndex { $0.offset > offset } ?? placed.count)
            }
        }
    }
}
