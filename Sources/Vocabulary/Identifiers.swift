/// A number that the coordinator issued for one kind of thing: a job, a sweep, a worker, an experiment.
///
/// The phantom type keeps a job's number from being passed where a sweep's is meant; on the wire it is the bare integer.
public struct Identifier<Subject>: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// The number itself; never negative.
    public let value: Int64

    /// Wraps a number that the coordinator issued.
    public init(_ value: Int64) { self.value = value }

    /// Decodes the bare number.
    public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int64.self) }

    /// Encodes the bare number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    /// The number in decimal.
    public var description: String { String(value) }

    /// Older things come first.
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// The number of a job in the queue, from 1.
public typealias JobID = Identifier<Job>
/// The number of a sweep, from 1.
public typealias SweepID = Identifier<Sweep>
/// The number of a registered worker, from 1.
public typealias WorkerID = Identifier<Worker>
/// The number of an experiment; 0 is the experiment `Default`, which always exists (as in MLflow).
public typealias ExperimentID = Identifier<Experiment>

extension Identifier where Subject == Experiment {
    /// The experiment that runs belong to when none is named.
    public static var standard: ExperimentID { ExperimentID(0) }
}
