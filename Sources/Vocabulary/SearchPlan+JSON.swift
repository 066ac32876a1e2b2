extension SearchPlan {
    /// Fields that no search may draw: they decide what is compared, not how well it learns.
    static let fixedFields: Set = ["kind", "epochs", "data", "engine", "device", "validation_share", "max_seconds"]

    /// Reads a plan strictly.
    ///
    /// - Parameters:
    ///   - epochs: Of a whole training, as the configuration says.
    ///   - validationShare: As the configuration says.
    /// - Throws: ``InvalidInput`` with every complaint.
    public init(json: JSONValue, epochs: Int, validationShare: Double) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        let method = reader.choice("method", Method.self) ?? .asha
        let space = Self.space(reading: &reader)
        let samples = reader.requiredInteger("samples", in: 1...Self.maximumSamples)
        let seed = reader.integer("seed", in: 0...UInt64(Int64.max)) ?? 1
        let measure = reader.choice("metric", Measure.self) ?? .validationAccuracy
        let hours = reader.number("max_hours", in: 0.0001...1_000_000)
        let least = reader.integer("min_epochs", in: 1...10_000)
        let reduction = reader.integer("reduction_factor", in: 2...16)
        var halving: Halving?
        switch method {
        case .random:
            if least != nil { reader.complain("min_epochs", "given for asha only", least.map { .integer(Int64($0)) }) }
            if reduction != nil {
                reader.complain("reduction_factor", "given for asha only", reduction.map { .integer(Int64($0)) })
            }
        case .asha:
            if (least ?? 1) >= epochs {
                reader.complain(
                    "min_epochs", "below the configuration's epochs, \(epochs): otherwise nothing is ever stopped",
                    .integer(Int64(least ?? 1)))
            }
            halving = Halving(leastEpochs: least ?? 1, reduction: reduction ?? 3, mostEpochs: epochs)
        }
        if measure.needsValidation, validationShare == 0 {
            reader.complain(
                "metric", "one without validation images, or a validation_share above 0 in the configuration",
                .string(measure.rawValue))
        }
        try reader.finish()
        self.init(
            space: space, samples: samples, seed: seed, measure: measure, halving: halving,
            maximumSeconds: hours.map { $0 * 3600 })
    }

    private static func space(reading reader: inout ObjectReader) -> [String: SearchRange] {
        let read = reader.required(
            "space", "an object of what is drawn, as {\"learning_rate\": {\"log_uniform\": [0.001, 0.1]}}"
        ) {
            reader in
            reader.nested("space") { value throws(InvalidInput) in
                guard case .object(let members) = value, (1...32).contains(members.count) else {
                    throw InvalidInput(field: "", expected: "an object of 1 to 32 fields", received: value.summary)
                }
                var space: [String: SearchRange] = [:]
                var complaints: [InvalidField] = []
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    do throws(InvalidInput) {
                        guard TrainConfiguration.fieldNames.contains(name), !fixedFields.contains(name) else {
                            let names = TrainConfiguration.fieldNames.subtracting(fixedFields).sorted()
                            throw InvalidInput(
                                field: "", expected: "one of the fields \(names.joined(separator: ", "))",
                                received: "a field that is not drawn")
                        }
                        space[name] = try SearchRange(json: value)
                    } catch {
                        complaints += error.fields.map { $0.under(name) }
                    }
                }
                guard complaints.isEmpty else { throw InvalidInput(complaints) }
                return space
            }
        }
        return read ?? [:]
    }

    /// The plan as it is written.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "method": .string(method.rawValue), "space": .object(space.mapValues(\.json)),
            "samples": .integer(Int64(samples)), "seed": .integer(Int64(seed)), "metric": .string(measure.rawValue),
        ]
        if let halving {
            members["min_epochs"] = .integer(Int64(halving.leastEpochs))
            members["reduction_factor"] = .integer(Int64(halving.reduction))
        }
        if let maximumSeconds { members["max_hours"] = .number(maximumSeconds / 3600) }
        return .object(members)
    }

    /// The plan with what the configuration adds to it, as ``init(stored:)`` reads it.
    public var stored: JSONValue { ["plan": json, "epochs": .integer(Int64(halving?.mostEpochs ?? 1))] }

    /// Reads what ``stored`` wrote.
    ///
    /// - Throws: ``InvalidInput`` when it is something else.
    public init(stored: JSONValue) throws(InvalidInput) {
        guard let plan = stored["plan"], case .integer(let epochs)? = stored["epochs"] else {
            throw InvalidInput(field: "", expected: "a stored plan", received: stored.summary)
        }
        // Whether there are validation images was checked when it was submitted.
        try self.init(json: plan, epochs: Int(epochs), validationShare: 1)
    }
}
