public import Vocabulary

/// Runs and the devices that they ran on, from a CSV file with a header; unknown columns are ignored.
///
/// Needed are `device`, `model`, `batch`, `precision` and `latency_median_ms`; `processor`, `cores`, `flags` (separated by spaces),
/// `l2_kib`, `l3_kib`, `memory_mib` and `reference` may be there. Fields have no quotes and no commas.
public struct RunTable: Hashable, Sendable {
    /// The runs in the file's order.
    public let observations: [RunObservation]
    /// The devices by their key, as the first row of each describes them.
    public let sites: [String: RunTimeSite]

    /// Reads the text of a file.
    ///
    /// - Throws: ``InvalidInput`` that names line and column.
    public init(csv text: String) throws(InvalidInput) {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let head = lines.first else {
            throw InvalidInput(field: "runs", expected: "a CSV file with a header", received: "nothing")
        }
        let columns = head.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for name in ["device", "model", "batch", "precision", "latency_median_ms"] where !columns.contains(name) {
            throw InvalidInput(field: name, expected: "a column of this name", received: String(head))
        }
        var observations: [RunObservation] = []
        var sites: [String: RunTimeSite] = [:]
        for (index, line) in lines.enumerated().dropFirst() {
            let row = try RunRow(String(line), columns, number: index + 1)
            let run = try row.observation()
            observations.append(run)
            if sites[run.device] == nil { sites[run.device] = RunTimeSite(device: run.device, machine: row.machine) }
        }
        self.observations = observations
        self.sites = sites
    }
}

/// One line by the names of its columns.
private struct RunRow {
    private let fields: [String: String]
    private let number: Int

    init(_ line: String, _ columns: [String], number: Int) throws(InvalidInput) {
        let parts = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == columns.count else {
            throw InvalidInput(
                field: "line \(number)", expected: "\(columns.count) fields", received: "\(parts.count) fields")
        }
        fields = Dictionary(zip(columns, parts)) { first, _ in first }
        self.number = number
    }

    var machine: MachineFacts {
        let cores = Int(fields["cores"] ?? "") ?? 1
        var machine = MachineFacts(
            architecture: "", logicalProcessors: cores, usableProcessors: cores,
            memoryMiB: Int(fields["memory_mib"] ?? "") ?? 0)
        machine.processor = fields["processor"]
        machine.cores = cores
        machine.flags = (fields["flags"] ?? "").split(separator: " ").map(String.init)
        for (level, column) in [("L2", "l2_kib"), ("L3", "l3_kib")] {
            if let size = Int(fields[column] ?? "") { machine.cachesKiB[level] = size }
        }
        return machine
    }

    func observation() throws(InvalidInput) -> RunObservation {
        let (model, device) = (fields["model"] ?? "", fields["device"] ?? "")
        let place = "line \(number)"
        guard !model.isEmpty, !device.isEmpty else {
            throw InvalidInput(field: place, expected: "a model and a device")
        }
        guard let batch = Int(fields["batch"] ?? "") else {
            throw InvalidInput(field: "\(place).batch", expected: "a whole number", received: fields["batch"])
        }
        guard let precision = Precision(rawValue: fields["precision"] ?? "") else {
            throw InvalidInput(
                field: "\(place).precision",
                expected: "one of " + Precision.allCases.map(\.rawValue).joined(separator: ", "),
                received: fields["precision"])
        }
        guard let milliseconds = Double(fields["latency_median_ms"] ?? "") else {
            throw InvalidInput(
                field: "\(place).latency_median_ms", expected: "a number", received: fields["latency_median_ms"])
        }
        do throws(InvalidInput) {
            return try RunObservation(
                device: device, model: model, batch: batch, precision: precision, seconds: milliseconds / 1000,
                reference: fields["reference"] ?? place)
        } catch {
            throw error.under(place)
        }
    }
}
