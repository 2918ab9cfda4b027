import Numerics
import Testing

@Suite struct MemoryTests {
    @Test(arguments: [0, 1, 15, 16, 17, 100_003])
    func flatBufferIsAlignedAndZero(count: Int) throws {
        let buffer = try FlatBuffer(count: count)
        #expect(UInt(bitPattern: buffer.base) % 64 == 0)
        #expect(buffer.count == count && buffer.values.count == count)
        #expect(buffer.values.allSatisfy { $0 == 0 })
    }

    @Test func arenaGrowsAndNeverShrinks() throws {
        let arena = Arena()
        #expect(arena.base == nil && arena.byteCount == 0 && arena.generation == 0)
        try arena.reserve(100)
        let first = try #require(arena.base)
        #expect(arena.generation == 1 && arena.byteCount >= 100 && UInt(bitPattern: first) % 64 == 0)
        let size = arena.byteCount
        try arena.reserve(size)
        try arena.reserve(1)
        #expect(arena.base == first && arena.byteCount == size && arena.generation == 1)
        try arena.reserve(size + 1)
        let second = try #require(arena.base)
        #expect(arena.byteCount > size && arena.generation == 2 && UInt(bitPattern: second) % 64 == 0)
        // All of it can be used.
        second.storeBytes(of: 1, toByteOffset: arena.byteCount - 1, as: UInt8.self)
        #expect(second.load(fromByteOffset: arena.byteCount - 1, as: UInt8.self) == 1)
    }

    @Test func arenaSaysWhenThereIsNoMemory() throws {
        let arena = Arena()
        try arena.reserve(100)
        let error = #expect(throws: NumericsError.self) { try arena.reserve(1 << 60) }
        #expect(error?.description.contains("choose a smaller BATCH or IMAGE_SIZE") == true)
        // And can be used afterwards.
        try arena.reserve(100)
        #expect(arena.base != nil && arena.byteCount >= 100)
    }
}
