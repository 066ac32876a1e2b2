public import Pricing
public import Vocabulary

/// Which work, over which configurations and machines: the common part of comparing and planning.
public struct CostQuestion: Hashable, Sendable {
    /// The networks.
    public let models: [ModelReference]
    /// Images of a request or a training step.
    public let batches: [Int]
    /// What the layers compute in.
    public let precisions: [Precision]
    /// How much.
    public let work: Work
    /// Own devices by name; nil for all, empty for none.
    public let devices: [String]?
    /// Providers; nil for all, empty for none.
    public let providers: [String]?
    /// Regions; nil for all.
    public let regions: [String]?
    /// Machine types; nil for all.
    public let instanceTypes: [String]?
    /// Ways of renting; nil for all.
    public let purchases: [PurchaseKind]?
    /// What is taken for granted.
    public let assumptions: CostAssumptions
    /// Which cost the order goes by.
    public let basis: CostBasis
    /// The order.
    public let order: CostComparison.Order
    /// How many of the first are simulated.
    public let simulated: Int
    /// The seed of the simulations.
    public let seed: UInt64

    /// The most pairs of configuration and machine that one question may have.
    public static let largest = 200_000

    /// Every name that the question has in JSON.
    public static let fieldNames: Set = [
        "model", "models", "batch", "batches", "precision", "precisions", "work", "devices", "providers", "regions",
        "instance_types", "purchases", "assumptions", "basis", "order", "simulate", "seed",
    ]

    /// Reads the question among the fields of a body; complaints stay in the reader, which the caller finishes.
    ///
    /// - Throws: ``InvalidInput`` when nothing can be made of it.
    public init(reading reader: inout ObjectReader) throws(InvalidInput) {
        let models = Self.list("model", "models", &reader, ModelReference.expectation) { value in
            if case .string(let text) = value { ModelReference(text) } else { nil }
        }
        let batches = Self.list("batch", "batches", &reader, "a whole number from 1 to 4096") { value in
            if case .integer(let number) = value, BenchmarkConfiguration.batchRange.contains(Int(number)) {
                Int(number)
            } else {
                nil
            }
        }
        let precisions = Self.list("precision", "precisions", &reader, "fp32, fp16, bf16 or int8") { value in
            if case .string(let text) = value { Precision(rawValue: text) } else { nil }
        }
        let work = reader.required("work", Work.expectation) { reader in
            reader.nested("work") { value throws(InvalidInput) in try Work(json: value) }
        }
        devices = Self.texts("devices", &reader)
        providers = Self.texts("providers", &reader)
        regions = Self.texts("regions", &reader)
        instanceTypes = Self.texts("instance_types", &reader)
        purchases = Self.items("purchases", &reader, "on_demand, spot or reserved") { value in
            if case .string(let text) = value { PurchaseKind(rawValue: text) } else { nil }
        }
        let assumptions = reader.nested("assumptions") { value throws(InvalidInput) in try CostAssumptions(json: value)
        }
        self.assumptions = assumptions ?? .standard
        basis = reader.choice("basis", CostBasis.self) ?? .marginal
        order = reader.choice("order", CostComparison.Order.self) ?? .cost
        simulated = reader.integer("simulate", in: 0...200) ?? 20
        seed = reader.integer("seed", in: 0...UInt64(Int64.max)) ?? 1
        if models == nil { reader.complain("model", ModelReference.expectation, nil) }
        self.models = models ?? []
        self.batches = batches ?? [1]
        self.precisions = precisions ?? [.fp32]
        self.work = work ?? .images(1)
    }

    /// Every configuration.
    public var configurations: [CostConfiguration] {
        models.flatMap { model in
            batches.flatMap { batch in
                precisions.map { precision in
                    CostConfiguration(model: model, batch: batch, precision: precision, isTraining: work.isTraining)
                }
            }
        }
    }

    /// Whether a price is asked about.
    func wants(_ quote: Quote) -> Bool {
        (providers?.contains(quote.provider) ?? true) && (regions?.contains(quote.region) ?? true)
            && (instanceTypes?.contains(quote.instanceType) ?? true) && (purchases?.contains(quote.purchase) ?? true)
    }

    private static func texts(_ name: String, _ reader: inout ObjectReader) -> [String]? {
        items(name, &reader, "text of 1 to 200 characters") { value in
            if case .string(let text) = value, text.isPlain(atMost: 200) { text } else { nil }
        }
    }

    /// One value under one name or several under another.
    private static func list<Item: Hashable>(
        _ one: String, _ many: String, _ reader: inout ObjectReader, _ expected: String, _ read: (JSONValue) -> Item?
    ) -> [Item]? {
        guard let value = reader.value(one) else { return items(many, &reader, expected, read) }
        guard let item = read(value) else {
            reader.complain(one, expected, value)
            return nil
        }
        if let other = reader.value(many) { reader.complain(many, "absent beside \(one)", other) }
        return [item]
    }

    private static func items<Item: Hashable>(
        _ name: String, _ reader: inout ObjectReader, _ expected: String, _ read: (JSONValue) -> Item?
    ) -> [Item]? {
        guard let values = reader.array(name, maximum: 1000) else { return nil }
        var items: [Item] = []
        for (index, value) in values.enumerated() {
            guard let item = read(value) else {
                reader.complain("\(name)[\(index)]", expected, value)
                continue
            }
            if !items.contains(item) { items.append(item) }
        }
        return items
    }
}
