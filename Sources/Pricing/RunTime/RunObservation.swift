public import Vocabulary

/// One measured configuration.
public struct RunObservation: Hashable, Sendable, Codable {
    /// The machine, engine, engine's device and threads, in one text: only equal ones are the same device.
    public let device: String
    /// The network's name.
    public let model: String
    /// Images of a request.
    public let batch: Int
    /// What the layers computed in.
    public let precision: Precision
    /// Median time of a request, seconds; above 0.
    public let seconds: Double
    /// Standard deviation of ln(seconds) between repetitions as the measuring says, 0 where it is not known.
    public let logDeviation: Double
    /// The run's identifier, or a file's name with its date.
    public let reference: String

    /// A measured configuration.
    ///
    /// - Throws: ``InvalidInput`` for a time or a batch that is not positive, or a deviation below 0.
    public init(
        device: String, model: String, batch: Int, precision: Precision, seconds: Double, logDeviation: Double = 0,
        reference: String
    ) throws(InvalidInput) {
        var complaints: [InvalidField] = []
        if !seconds.isFinite || seconds <= 0 {
            complaints.append(InvalidField(field: "seconds", expected: "a number above 0", received: "\(seconds)"))
        }
        if batch < 1 {
            complaints.append(
                InvalidField(field: "batch", expected: "a whole number from 1", received: String(batch)))
        }
        if !logDeviation.isFinite || logDeviation < 0 {
            complaints.append(
                InvalidField(field: "log_deviation", expected: "a number from 0", received: "\(logDeviation)"))
        }
        if !complaints.isEmpty { throw InvalidInput(complaints) }
        self.device = device
        self.model = model
        self.batch = batch
        self.precision = precision
        self.seconds = seconds
        self.logDeviation = logDeviation
        self.reference = reference
    }

    enum CodingKeys: String, CodingKey {
        case device, model, batch, precision, seconds, reference
        case logDeviation = "log_deviation"
    }
}
