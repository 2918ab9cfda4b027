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
        var placed: [Int] = []
        for index in blocks.indices.sorted(by: { (blocks[$1].bytes, $0) < (blocks[$0].bytes, $1) }) {
            let block = blocks[index]
            let rivals = placed.map { blocks[$0] }
                .filter { $0.first <= block.last && block.first <= $0.last }
                .sorted { $0.offset < $1.offset }
            var offset = 0
            for rival in rivals where offset + block.bytes > rival.offset {
                offset = max(offset, rival.offset + rival.bytes)
            }
            blocks[index].offset = offset
            byteCount = max(byteCount, offset + block.bytes)
            if block.bytes > 0 { placed.append(index) }
        }
    }
}
