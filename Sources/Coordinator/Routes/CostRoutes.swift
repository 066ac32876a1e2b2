import Foundation
import Hummingbird
import Pricing
import Vocabulary
import Wire
import Workflow

/// What work costs: estimates, comparisons, plans; and the user's own devices.
struct CostRoutes: Sendable {
    let costs: AskCosts
    let devices: KeepDevices

    func add(reading: RouterGroup<CoordinatorContext>, submitting: RouterGroup<CoordinatorContext>) {
        // Questions change nothing, whatever their method: bodies are easier to write than addresses.
        reading.post("estimates", use: estimate)
        reading.post("costs/compare", use: compare)
        reading.get("costs/compare", use: compareByAddress)
        reading.post("plans", use: plan)
        reading.get("devices", use: list)
        reading.get("devices/:device", use: show)
        submitting.put("devices/:device", use: put)
        submitting.delete("devices/:device", use: remove)
    }

    @Sendable private func estimate(request: Request, context: CoordinatorContext) async throws -> Response {
        var reader = try ObjectReader(try await request.json(atMost: largestSubmission))
        let host = reader.required("host", WorkerHost.expectation) { reader -> WorkerHost? in
            guard let text = reader.string("host") else { return nil }
            guard let host = WorkerHost(text) else {
                reader.complain("host", WorkerHost.expectation, .string(text))
                return nil
            }
            return host
        }
        let question = try CostQuestion(reading: &reader)
        try reader.finish()
        guard let host, let configuration = question.configurations.first, question.configurations.count == 1 else {
            throw InvalidInput(field: "model", expected: "one model, batch and precision; costs/compare takes several")
        }
        let estimate = try await costs.estimate(
            question.work, configuration, on: host, assumptions: question.assumptions, seed: question.seed)
        let inputs: JSONValue = [
            "host": .string(host.description), "model": .string(configuration.model.description),
            "batch": .integer(Int64(configuration.batch)), "precision": .string(configuration.precision.rawValue),
            "work": question.work.json, "assumptions": question.assumptions.json,
            "seed": .integer(Int64(question.seed)),
        ]
        return try JSONAnswer.response(
            EstimateAnswer(
                estimate: CostRow(estimate, work: question.work), inputs: inputs,
                formulaVersion: CostEstimate.formulaVersion))
    }

    @Sendable private func compare(request: Request, context: CoordinatorContext) async throws -> Response {
        var reader = try ObjectReader(try await request.json(atMost: largestSubmission))
        return try await compare(reading: &reader)
    }

    @Sendable private func compareByAddress(request: Request, context: CoordinatorContext) async throws -> Response {
        var reader = try ObjectReader(try Self.json(request))
        return try await compare(reading: &reader)
    }

    private func compare(reading reader: inout ObjectReader) async throws -> Response {
        let limit = reader.integer("limit", in: 1...1000) ?? 100
        let offset = reader.integer("offset", in: 0...CostQuestion.largest) ?? 0
        let format = reader.choice("format", CostTable.Format.self) ?? .json
        let question = try CostQuestion(reading: &reader)
        try reader.finish()
        let comparison = try await costs.compare(question)
        let answer = CompareAnswer(comparison, work: question.work, offset: offset, limit: limit)
        switch format {
        case .json: return try JSONAnswer.response(answer)
        case .csv: return CostTable.response(answer.items)
        }
    }

    @Sendable private func plan(request: Request, context: CoordinatorContext) async throws -> Response {
        var reader = try ObjectReader(try await request.json(atMost: largestSubmission))
        let limits = reader.nested("limits") { value throws(InvalidInput) in try PlanLimits(json: value) }
        let question = try CostQuestion(reading: &reader)
        try reader.finish()
        let plan = try await costs.plan(question, limits: try limits ?? PlanLimits(json: [:]))
        return try JSONAnswer.response(PlanAnswer(plan, work: question.work))
    }

    // MARK: Devices

    @Sendable private func list(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.cacheable(Page(items: try await devices.list().map(DeviceBody.init)), request: request)
    }

    @Sendable private func show(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.cacheable(DeviceBody(try await devices.show(try name(in: context))), request: request)
    }

    @Sendable private func put(request: Request, context: CoordinatorContext) async throws -> Response {
        let name = try name(in: context)
        var body = try await request.json(atMost: largestSubmission)
        // The address names the device; the body may say the same or nothing.
        if case .object(var members) = body {
            if members["name"] == nil { members["name"] = .string(name) }
            body = .object(members)
        }
        let device = try OwnedDevice(json: body)
        guard device.name == name else {
            throw InvalidInput(field: "name", expected: "the address's name, \(name)", received: device.name)
        }
        return try JSONAnswer.response(DeviceBody(try await devices.put(device)))
    }

    @Sendable private func remove(request: Request, context: CoordinatorContext) async throws -> Response {
        try await devices.remove(try name(in: context))
        return Response(status: .noContent)
    }

    private func name(in context: CoordinatorContext) throws -> String {
        let text = context.parameters.get("device") ?? ""
        guard let name = text.removingPercentEncoding, name.isPlain(atMost: 200) else {
            throw InvalidInput(field: "device", expected: "a device's name", received: text)
        }
        return name
    }

    /// The question of an address: lists separated by commas, the work as `images=N`, `requests_per_second=X`, or `epochs=N&images_per_epoch=N`,
    /// assumptions by their own names.
    private static func json(_ request: Request) throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        var work: [String: JSONValue] = [:]
        var assumptions: [String: JSONValue] = [:]
        let lists: Set = [
            "models", "batches", "precisions", "devices", "providers", "regions", "instance_types", "purchases",
        ]
        for (key, value) in request.uri.queryParameters.map({ (String($0.key), String($0.value)) }) {
            switch key {
            case "images", "epochs", "images_per_epoch", "requests_per_second", "hours": work[key] = scalar(value)
            case _ where lists.contains(key):
                let parts = value.isEmpty ? [] : value.split(separator: ",").map(String.init)
                members[key] = .array(parts.map { key == "batches" ? scalar($0) : .string($0) })
            case "restart_seconds", "checkpoint_seconds", "serving_load", "transfer_seconds",
                "interruptions_per_hour":
                assumptions[key] = scalar(value)
            case "batch", "limit", "offset", "simulate", "seed": members[key] = scalar(value)
            default: members[key] = .string(value)
            }
        }
        if !work.isEmpty { members["work"] = .object(work) }
        if !assumptions.isEmpty { members["assumptions"] = .object(assumptions) }
        return .object(members)
    }

    private static func scalar(_ text: String) -> JSONValue {
        if let whole = Int64(text) { return .integer(whole) }
        if let number = Double(text), number.isFinite { return .number(number) }
        return .string(text)
    }
}
