import Vocabulary

/// Fields of a configuration with the values that each takes; its product is a sweep.
struct ConfigurationGrid {
    private let axes: [(name: String, values: [JSONValue])]
    private let repetitions: Int

    init(json: JSONValue, repetitions: Int) throws(InvalidInput) {
        guard case .object(let members) = json, !members.isEmpty else {
            throw InvalidInput(field: "", expected: "an object of lists", received: json.summary)
        }
        var axes: [(name: String, values: [JSONValue])] = []
        var count = repetitions
        let lists = RunConfiguration.listFields(ofKinds: members["kind"])
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            // Unknown names are refused here, so that a hostile grid has as few axes as a configuration has fields.
            guard RunConfiguration.fieldNames.contains(name) else {
                throw InvalidInput(
                    field: name,
                    expected: "one of the fields \(RunConfiguration.fieldNames.sorted().joined(separator: ", "))",
                    received: "an unknown field")
            }
            // A field whose value is a list takes a list of lists for several values; a plain list is one value.
            let isOneList = lists.contains(name) && !value.isListOfLists
            guard case .array(let values) = value, !isOneList else {
                axes.append((name, [value]))
                continue
            }
            guard !values.isEmpty else {
                throw InvalidInput(
                    field: name, expected: "a value or a list of at least one", received: "an empty list")
            }
            guard Set(values).count == values.count else {
                throw InvalidInput(
                    field: name, expected: "different values; use repetitions to run one configuration several times",
                    received: "a value twice")
            }
            // Checked as it grows, so that a hostile grid is never multiplied out.
            let (product, overflow) = count.multipliedReportingOverflow(by: values.count)
            guard !overflow, product <= SubmitSweepBody.maximumJobs else {
                throw InvalidInput(
                    field: "", expected: "a grid of at most \(SubmitSweepBody.maximumJobs) jobs",
                    received: overflow ? "more than 2^63" : "at least \(product)")
            }
            count = product
            axes.append((name, values))
        }
        self.axes = axes
        self.repetitions = repetitions
    }

    func configurations() throws(InvalidInput) -> [RunConfiguration] {
        var points: [[String: JSONValue]] = [[:]]
        for axis in axes {
            points = points.flatMap { point in
                axis.values.map { value in point.merging([axis.name: value]) { $1 } }
            }
        }
        var result: [RunConfiguration] = []
        for point in points {
            let configuration = try RunConfiguration(json: .object(point))
            result.append(contentsOf: repeatElement(configuration, count: repetitions))
        }
        return result
    }
}

extension JSONValue {
    /// Whether it is a list of which every element is a list or null.
    fileprivate var isListOfLists: Bool {
        guard case .array(let items) = self, !items.isEmpty else { return false }
        return items.allSatisfy { item in
            switch item {
            case .array, .null: true
            default: false
            }
        }
    }
}
