import CDNNL

/// oneDNN's engine and stream, and the few calls that the rest is built on. Everything that knows
/// version 2's C interface stands in this file and in DNNLConvolution.swift.
final class DNNL: @unchecked Sendable {
    // oneDNN's engines may be shared between threads; the stream is used by one at a time.
    let engine: dnnl_engine_t
    let stream: dnnl_stream_t

    static func shared() throws -> DNNL { try opened.get() }

    private static let opened = Result { try DNNL() }

    private init() throws {
        var engine: dnnl_engine_t?
        try DNNL.check(dnnl_engine_create(&engine, dnnl_cpu, 0), "creating its engine")
        var stream: dnnl_stream_t?
        try DNNL.check(
            dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue), "creating its stream")
        guard let engine, let stream else { throw NumericsError("oneDNN gave no engine") }
        self.engine = engine
        self.stream = stream
    }

    static func check(_ status: dnnl_status_t, _ what: String) throws {
        guard status == dnnl_success else {
            throw NumericsError("oneDNN failed at \(what): \(String(cString: dnnl_status2str(status)))")
        }
    }

    /// A float tensor's description; `tag` is the layout, `dnnl_format_tag_any` leaves it to oneDNN.
    static func description(_ extents: [Int], _ tag: dnnl_format_tag_t) throws -> dnnl_memory_desc_t {
        var result = dnnl_memory_desc_t()
        let extents = extents.map { dnnl_dim_t($0) }
        try check(
            dnnl_memory_desc_init_by_tag(&result, Int32(extents.count), extents, dnnl_f32, tag), "describing a tensor")
        return result
    }
}

/// The library versions that results record.
public enum DNNLVersion {
    public static var current: String {
        guard let version = dnnl_version()?.pointee else { return "unknown" }
        return "\(version.major).\(version.minor).\(version.patch)"
    }

    /// The instruction set that oneDNN generates code for.
    public static var instructionSet: String {
        switch dnnl_get_effective_cpu_isa() {
        case dnnl_cpu_isa_sse41: "sse41"
        case dnnl_cpu_isa_avx: "avx"
        case dnnl_cpu_isa_avx2: "avx2"
        case dnnl_cpu_isa_avx512_mic, dnnl_cpu_isa_avx512_mic_4ops: "avx512_mic"
        case dnnl_cpu_isa_avx512_core: "avx512_core"
        case dnnl_cpu_isa_avx512_core_vnni: "avx512_core_vnni"
        case dnnl_cpu_isa_avx512_core_bf16: "avx512_core_bf16"
        default: "isa \(dnnl_get_effective_cpu_isa().rawValue)"
        }
    }
}

/// A memory object whose data pointer is set later.
final class DNNLMemory {
    let memory: dnnl_memory_t
    let byteCount: Int

    init(_ description: dnnl_memory_desc_t) throws {
        var (memory, description): (dnnl_memory_t?, dnnl_memory_desc_t) = (nil, description)
        byteCount = dnnl_memory_desc_get_size(&description)
        try DNNL.check(
            dnnl_memory_create(&memory, &description, try DNNL.shared().engine, nil), "creating a memory object")
        guard let memory else { throw NumericsError("oneDNN gave no memory object") }
        self.memory = memory
    }

    deinit { dnnl_memory_destroy(memory) }

    func point(to data: UnsafeMutableRawPointer) { dnnl_memory_set_data_handle(memory, data) }
}

/// A primitive with its arguments.
final class DNNLPrimitive {
    private let primitive: dnnl_primitive_t
    private let stream: dnnl_stream_t
    private let arguments: [dnnl_exec_arg_t]
    // The arguments hold bare handles; these keep them alive.
    private let memories: [DNNLMemory]

    init(_ description: dnnl_primitive_desc_t, _ arguments: [(Int32, DNNLMemory)]) throws {
        var primitive: dnnl_primitive_t?
        try DNNL.check(dnnl_primitive_create(&primitive, description), "creating a primitive")
        guard let primitive else { throw NumericsError("oneDNN gave no primitive") }
        self.primitive = primitive
        self.arguments = arguments.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.memory) }
        memories = arguments.map(\.1)
        stream = try DNNL.shared().stream
    }

    deinit { dnnl_primitive_destroy(primitive) }

    func execute() {
        // The shapes were checked when the primitive was made: what is left to fail is a null handle.
        let status = dnnl_primitive_execute(primitive, stream, Int32(arguments.count), arguments)
        precondition(status == dnnl_success, "oneDNN did not run a primitive")
    }
}

/// Copies a tensor from one layout to another.
final class DNNLReorder {
    private let primitive: DNNLPrimitive

    /// Nil where the layouts are equal and no copy is needed.
    init?(from source: (dnnl_memory_desc_t, DNNLMemory), to target: (dnnl_memory_desc_t, DNNLMemory)) throws {
        var (sourceDescription, targetDescription) = (source.0, target.0)
        if dnnl_memory_desc_equal(&sourceDescription, &targetDescription) != 0 { return nil }
        let engine = try DNNL.shared().engine
        var description: dnnl_primitive_desc_t?
        try DNNL.check(
            dnnl_reorder_primitive_desc_create(
                &description, &sourceDescription, engine, &targetDescription, engine, nil),
            "describing a reorder")
        guard let description else { throw NumericsError("oneDNN gave no reorder") }
        defer { dnnl_primitive_desc_destroy(description) }
        primitive = try DNNLPrimitive(description, [(DNNL_ARG_FROM, source.1), (DNNL_ARG_TO, target.1)])
    }

    func execute() { primitive.execute() }
}
