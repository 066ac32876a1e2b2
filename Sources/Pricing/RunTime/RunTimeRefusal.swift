/// Why there is no prediction; nothing is made up instead.
public enum RunTimeRefusal: Error, Hashable, Sendable {
    /// The work does not fit the device's memory; both in bytes.
    case doesNotFit(need: Int, have: Int, part: MemoryNeed)
    /// Too few models were measured on both devices.
    case tooFewSharedModels(shared: Int, needed: Int, source: String)
    /// The batch lies outside what a request may ask for.
    case batch(Int)
    /// No peak of the device is known.
    case noPeak(device: String)
    /// The runs cannot be fitted: fewer than needed, or contradictory.
    case tooFewRuns(count: Int, needed: Int)
}

extension RunTimeRefusal: CustomStringConvertible {
    /// The reason in one sentence, with what would help.
    public var description: String {
        switch self {
        case .doesNotFit(let need, let have, let part):
            "needs \(Self.mebibytes(need)) MiB (\(part)) and has \(Self.mebibytes(have)) MiB: take a smaller batch"
        case .tooFewSharedModels(let shared, let needed, let source):
            "\(shared) models were measured both here and on \(source); a transfer needs \(needed)"
        case .batch(let batch): "a batch is a whole number from 1, not \(batch)"
        case .noPeak(let device): "no peak performance is known of \(device): name hardware of the device facts"
        case .tooFewRuns(let count, let needed): "\(count) runs were measured here; a fit needs \(needed)"
        }
    }

    private static func mebibytes(_ bytes: Int) -> Int { bytes / 1_048_576 }
}
