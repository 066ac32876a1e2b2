public import Vocabulary

/// `POST /api/v1/jobs`: one configuration to run, with what belongs to its queueing.
///
/// JSON: `{"configuration": {"model": "resnet18", "batch": 8}, "name"?, "experiment"?, "priority"?, "labels"?, "tags"?,
/// "memory_mib"?, "time_limit_seconds"?, "max_failures"?, "if_unsupported"?: "refuse"|"wait"}`.
public struct SubmitJobBody: Hashable, Sendable {
    /// What to run.
    public var configuration: RunConfiguration
    /// How to queue it.
    public var options: SubmitOptions

    /// A request.
    public init(configuration: RunConfiguration, options: SubmitOptions = SubmitOptions()) {
        self.configuration = configuration
        self.options = options
    }

    /// Reads a body strictly.
    ///
    /// - Throws: ``InvalidInput`` with every complaint.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        let configuration = reader.required("configuration", "an object") { reader in
            reader.nested("configuration") { value throws(InvalidInput) in try RunConfiguration(json: value) }
        }
        options = SubmitOptions(reading: &reader)
        try reader.finish()
        guard let configuration else { throw InvalidInput(field: "configuration", expected: "an object") }
        self.configuration = configuration
    }

    /// The body as JSON.
    public var json: JSONValue { .object(options.members.merging(["configuration": configuration.json]) { $1 }) }
}

/// `POST /api/v1/sweeps`: a grid of configurations, one job each, stored all or none.
///
/// JSON: `{"grid": {"model": ["alexnet", "vgg16"], "batch": [1, 8], "precision": ["fp32"]}, "repetitions"?: 1, …options}`.
/// Every member of `grid` is a value or a list of values of the configuration's field of that name. Where the field's own value is a
/// list, as `classes` and `mean` of a training or `input` of a compression, a list is one value and a list of lists is several.
public struct SubmitSweepBody: Hashable, Sendable {
    /// The product of the lists, in the order in which the names of the fields sort, the last varying fastest.
    public let configurations: [RunConfiguration]
    /// How to queue them; `name` names the sweep.
    public var options: SubmitOptions
    /// The grid as it was sent.
    public let grid: JSONValue
    /// How often each configuration is run.
    public let repetitions: Int

    /// The most jobs that one sweep may have.
    public static let maximumJobs = 10_000

    /// Reads a body strictly.
    ///
    /// - Throws: ``InvalidInput`` with every complaint; a grid above ``maximumJobs`` is refused before it is multiplied out.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        grid = reader.required("grid", "an object of lists") { $0.value("grid") } ?? [:]
        repetitions = reader.integer("repetitions", in: 1...1000) ?? 1
        options = SubmitOptions(reading: &reader)
        try reader.finish()
        do {
            configurations = try ConfigurationGrid(json: grid, repetitions: repetitions).configurations()
        } catch {
            throw error.under("grid")
        }
    }

    /// The body as JSON.
    public var json: JSONValue {
        .object(options.members.merging(["grid": grid, "repetitions": .integer(Int64(repetitions))]) { $1 })
    }
}
