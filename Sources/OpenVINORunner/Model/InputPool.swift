import Glibc
import RunnerKit

/// The eight inputs in rotation for one input port, ready to be copied into a request's tensor.
///
/// Floats are bell-shaped with mean 0 and variance 1; whole numbers come from the same draws as |x·3| mod 10, bytes as 128 + 40·x,
/// flags as x > 0: small indices that any table has, never all zero.
struct InputPool: Sendable {
    private enum Storage: Sendable {
        case floats([Float])
        case bytes([UInt8])
    }

    private let storage: Storage
    private let draws: SeededInputs.Layout
    private let width: Int
    /// Bytes of one input.
    let byteCount: Int

    /// Draws the inputs of a port.
    init(_ input: InputPlan.Input, seed: UInt64) {
        let inputs = SeededInputs(length: input.valueCount, seed: seed)
        width = input.type.byteCount
        byteCount = input.valueCount * width
        draws = inputs.layout
        switch input.type {
        case .float32: storage = .floats(inputs.values)
        case .float16: storage = .bytes(Self.pack(inputs.values) { Float16($0) })
        case .float64: storage = .bytes(Self.pack(inputs.values) { Double($0) })
        case .int64: storage = .bytes(Self.pack(inputs.values) { Int64(abs($0 * 3)) % 10 })
        case .int32: storage = .bytes(Self.pack(inputs.values) { Int32(abs($0 * 3)) % 10 })
        case .int16: storage = .bytes(Self.pack(inputs.values) { Int16(abs($0 * 3)) % 10 })
        case .int8: storage = .bytes(Self.pack(inputs.values) { Int8(abs($0 * 3)) % 10 })
        case .uint8: storage = .bytes(Self.pack(inputs.values) { UInt8(max(0, min(255, 128 + 40 * $0))) })
        case .bool: storage = .bytes(Self.pack(inputs.values) { $0 > 0 ? UInt8(1) : 0 })
        }
    }

    /// Copies input `index` (round and round) into a tensor of ``byteCount`` bytes.
    func copy(_ index: Int, into target: UnsafeMutableRawBufferPointer) {
        let start = draws.offset(index) * width
        switch storage {
        case .floats(let values):
            unsafe values.withUnsafeBytes { bytes in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<(start + byteCount)]))
            }
        case .bytes(let bytes):
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<(start + byteCount)]))
            }
        }
    }

    private static func pack<Value: BitwiseCopyable>(_ values: [Float], _ convert: (Float) -> Value) -> [UInt8] {
        let width = MemoryLayout<Value>.size
        return unsafe [UInt8](unsafeUninitializedCapacity: values.count * width) { buffer, initialized in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for index in values.indices {
                unsafe raw.storeBytes(of: convert(values[index]), toByteOffset: index * width, as: Value.self)
            }
            initialized = values.count * width
        }
    }
}
