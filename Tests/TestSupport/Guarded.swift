import Foundation

/// Memory that ends at the end of a page, behind which there is nothing: code that reads or writes past
/// the end, or far before the start, dies at once.
public final class Guarded<Element: BitwiseCopyable> {
    public let start: UnsafeMutablePointer<Element>
    public let count: Int
    private let region: UnsafeMutableRawPointer
    private let regionBytes: Int
    private let slack: Int
    private static var mark: UInt8 { 0xA5 }

    public init(_ values: [Element]) {
        count = values.count
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let bytes = values.count * MemoryLayout<Element>.stride
        let body = max(1, (bytes + page - 1) / page) * page
        regionBytes = body + 2 * page
        guard let region = mmap(nil, regionBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            region != MAP_FAILED
        else { preconditionFailure("no memory for a test") }
        self.region = region
        mprotect(region, page, PROT_NONE)
        mprotect(region + page + body, page, PROT_NONE)
        slack = body - bytes
        memset(region + page, Int32(Self.mark), slack)
        start = (region + page + slack).bindMemory(to: Element.self, capacity: max(1, values.count))
        values.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { start.update(from: first, count: count) }
        }
    }

    deinit { munmap(region, regionBytes) }

    public var values: [Element] { Array(UnsafeBufferPointer(start: start, count: count)) }

    /// Whether nothing was written before the first element.
    public var isIntact: Bool {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        return UnsafeRawBufferPointer(start: region + page, count: slack).allSatisfy { $0 == Self.mark }
    }
}
