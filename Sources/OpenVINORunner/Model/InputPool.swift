import Glibc
import RunnerKit

/// The eight inputs in rotation for one input port, in memory that the engine reads them from.
///
/// Floats are bell-shaped with mean 0 and variance 1; whole numbers come from the same draws as |x·3| mod 10, bytes as 128 + 40·x,
/// flags as x > 0: small indices that any table has, never all zero.
///
/// `@unchecked Sendable`: the memory is written in the initialiser only, and freed when nobody has the pool any more.
@safe final class InputPool: @unchecked Sendable {
    private let memory: UnsafeMutableRawBufferPointer
    private let layout: SeededInputs.Layout
    /// The port that the inputs are for.
    let input: InputPlan.Input

    /// Draws the inputs of a port.
    init(_ input: InputPlan.Input, seed: UInt64) {
        let inputs = SeededInputs(length: input.valueCount, seed: seed)
        self.input = input
        layout = inputs.layout
        unsafe memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: inputs.values.count * input.type.byteCount, alignment: 64)
        switch input.type {
        case .float32: fill(inputs.values) { $0 }
        case .float16: fill(inputs.values) { Float16($0) }
        case .float64: fill(inputs.values) { Double($0) }
        case .int64: fill(inputs.values) { Int64(abs($0 * 3)) % 10 }
        case .int32: fill(inputs.values) { Int32(abs($0 * 3)) % 10 }
        case .int16: fill(inputs.values) { Int16(abs($0 * 3)) % 10 }
        case .int8: fill(inputs.values) { Int8(abs($0 * 3)) % 10 }
        case .uint8: fill(inputs.values) { UInt8(max(0, min(255, 128 + 40 * $0))) }
        case .bool: fill(inputs.values) { $0 > 0 ? UInt8(1) : 0 }
        }
    }

    deinit { unsafe memory.deallocate() }

    /// The memory of input `index`, of the port's size; valid while the pool lives, not to be written to.
    func bytes(_ index: Int) -> UnsafeMutableRawBufferPointer {
        let start = layout.offset(index) * input.type.byteCount
        let end = start + input.valueCount * input.type.byteCount
        return unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start..<end])
    }

    private func fill<Value: BitwiseCopyable>(_ values: [Float], _ convert: (Float) -> Value) {
        for index in values.indices {
            unsafe memory.storeBytes(
                of: convert(values[index]), toByteOffset: index * MemoryLayout<Value>.size, as: Value.self)
        }
    }
}
