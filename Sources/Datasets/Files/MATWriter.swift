import CMatio
import Foundation
import Storage

/// Writes MATLAB files of level 5, uncompressed: equal values give equal bytes. For made-up data and tests.
public enum MATWriter {
    /// MATLAB's own form, without the date that it writes there.
    private static let header = "MATLAB 5.0 MAT-file, Platform: GLNXA64, Created by: which-backbone"

    /// Writes variables in the order of their names; numbers as double, text as UTF-16. The fields of a struct are in
    /// the order of their names too, and the elements of a struct array must have the same ones.
    public static func write(_ variables: [String: MATValue], to path: String) throws {
        try AtomicFile.write(to: path) { temporary in
            try HDF5Library.locked { try fill(temporary, variables, for: path) }
        }
    }

    private static func fill(_ temporary: String, _ variables: [String: MATValue], for path: String) throws {
        guard let file = Mat_CreateVer(temporary, header, MAT_FT_MAT5) else {
            throw Failure("cannot create the MATLAB file", at: path)
        }
        var isOpen = true
        defer { if isOpen { Mat_Close(file) } }
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
            let variable = try make(name, value, path)
            defer { Mat_VarFree(variable) }
            guard Mat_VarWrite(file, variable, MAT_COMPRESSION_NONE) == 0 else {
                throw Failure("cannot write the variable \(name)", at: path)
            }
        }
        isOpen = false
        guard Mat_Close(file) == 0 else { throw Failure("cannot write the MATLAB file", at: path) }
    }

    /// matio's variable, which owns all below it. Within cells and structs `name` is nil or the field's.
    private static func make(
        _ name: String?, _ value: MATValue, _ path: String
    ) throws -> UnsafeMutablePointer<matvar_t> {
        let shape = value.shape
        let count = shape.reduce(1, *)
        let made: UnsafeMutablePointer<matvar_t>?
        switch value {
        case .numbers(let values, _):
            try check(values.count, count, path)
            made = create(name, MAT_C_DOUBLE, MAT_T_DOUBLE, shape, values)
        case .text(let text):
            made = create(name, MAT_C_CHAR, MAT_T_UINT16, text.isEmpty ? [0, 0] : shape, Array(text.utf16))
        case .cells(let values, _):
            try check(values.count, count, path)
            made = create(name, MAT_C_CELL, MAT_T_CELL, shape, try children(values.map { (nil, $0) }, path))
        case .structs(let elements, _):
            try check(elements.count, count, path)
            made = try structs(name, elements, shape, path)
        }
        guard let made else { throw Failure("matio cannot make a variable", at: path) }
        return made
    }

    private static func structs(
        _ name: String?, _ elements: [[String: MATValue]], _ shape: [Int], _ path: String
    ) throws -> UnsafeMutablePointer<matvar_t>? {
        let fields = (elements.first ?? [:]).keys.sorted()
        guard elements.allSatisfy({ $0.keys.sorted() == fields }) else {
            throw Failure("the elements of a struct array have different fields", at: path)
        }
        var names = fields.map { UnsafePointer(strdup($0)) }
        defer { for name in names { free(UnsafeMutablePointer(mutating: name)) } }
        var extents = shape
        let made = extents.withUnsafeMutableBytes { extents in
            Mat_VarCreateStruct(
                name, Int32(shape.count), extents.bindMemory(to: Int.self).baseAddress, &names, UInt32(fields.count))
        }
        guard let made else { return nil }
        for (index, element) in elements.enumerated() {
            for (field, key) in fields.enumerated() {
                guard let value = element[key] else { continue }
                Mat_VarSetStructFieldByIndex(made, field, index, try make(key, value, path))
            }
        }
        return made
    }

    private static func children(
        _ values: [(String?, MATValue)], _ path: String
    ) throws -> [UnsafeMutablePointer<matvar_t>?] {
        try values.map { try make($0, $1, path) }
    }

    private static func create<Element>(
        _ name: String?, _ kind: matio_classes, _ type: matio_types, _ shape: [Int], _ values: [Element]
    ) -> UnsafeMutablePointer<matvar_t>? {
        var (extents, values) = (shape, values)
        return values.withUnsafeMutableBytes { values in
            extents.withUnsafeMutableBufferPointer { extents in
                Mat_VarCreate(
                    name, kind, type, Int32(extents.count), extents.baseAddress, values.baseAddress, 0)
            }
        }
    }

    private static func check(_ found: Int, _ expected: Int, _ path: String) throws {
        guard found == expected else {
            throw Failure("an array of \(grouped(found)) values has a shape of \(grouped(expected))", at: path)
        }
    }
}
