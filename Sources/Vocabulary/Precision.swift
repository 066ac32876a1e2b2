/// The number format in which a network is executed.
public enum Precision: String, Hashable, Sendable, Codable, CaseIterable {
    /// IEEE 754 binary32.
    case fp32
    /// IEEE 754 binary16.
    case fp16
    /// bfloat16: fp32's range with 8 bits of precision.
    case bf16
    /// 8-bit integers with scales.
    case int8
}
