import Foundation
import ModelGraph

extension ONNXDecoration.StoredParameter {
    /// Weights as bytes with a scale for each row.
    static func int8(_ rows: QuantizedRows) -> Self {
        Self(format: .int8, bytes: rows.values.withUnsafeBytes { Data($0) }, scales: rows.scales)
    }

    /// A bias as whole multiples of (input's scale)·(row's scale), so that it can be added to the sums of products.
    static func bias(_ values: [Float], _ inputScale: Float, _ rowScales: [Float]) -> Self {
        let scales = rowScales.map { inputScale * $0 }
        let whole = zip(values, scales).map { value, scale -> Int32 in
            let steps = scale > 0 ? (Double(value) / Double(scale)).rounded(.toNearestOrEven) : 0
            return Int32(Swift.max(-0x1p31, Swift.min(0x1p31 - 1, steps))).littleEndian
        }
        return Self(format: .int32, bytes: whole.withUnsafeBytes { Data($0) }, scales: scales)
    }

    /// Rounded to IEEE binary16, to the nearest, ties to even; beyond ±65504 infinite.
    static func float16(_ values: [Float]) -> Self {
        let halves = values.map { Float16($0).bitPattern.littleEndian }
        return Self(format: .float16, bytes: halves.withUnsafeBytes { Data($0) })
    }

    /// Rounded to the upper 16 bits of a Float32, to the nearest, ties to even.
    static func bfloat16(_ values: [Float]) -> Self {
        let halves = values.map { value -> UInt16 in
            let bits = value.bitPattern
            // A NaN could be rounded to infinity.
            if value.isNaN { return UInt16(bits >> 16 | 0x40).littleEndian }
            return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16).littleEndian
        }
        return Self(format: .bfloat16, bytes: halves.withUnsafeBytes { Data($0) })
    }
}
