import RunnerKit
import Vocabulary

/// A compiled model with what its inputs are.
struct PreparedModel: ~Copyable {
    let compiled: OpenVINOCompiledModel
    let plan: InputPlan
    let readMilliseconds: Double
    let compileMilliseconds: Double
}

extension BenchmarkJob {
    /// Reads, compiles, measures and takes down memory phase by phase.
    ///
    /// - Returns: The median time of a request, milliseconds.
    mutating func measure(
        _ core: borrowing OpenVINOCore, _ file: ModelFile
    ) throws(AttemptFailure) -> Double {
        channel.send(.progress(fraction: 0.01, stage: "compiling"))
        memory.beginPhase()
        let model = try prepare(core, file, benchmark.precision)
        builder.add(MetricName.read, model.readMilliseconds)
        builder.add(MetricName.compile, model.compileMilliseconds)
        builder.add(MetricName.memoryCompiled, memory.peakMiB(), else: memory.absence ?? "")
        inputShapes = model.plan.inputs.map(\.shape)
        let estimate = file.demand.map {
            Double(MemoryLimit.estimateMiB($0(benchmark.batch, model.plan.heldByteCount)))
        }
        builder.add(MetricName.memoryEstimate, estimate, else: "the file cannot be analysed")
        if let estimate { channel.log(.info, "memory estimate: \(Int(estimate)) MiB") }
        try readBack(model.compiled)

        memory.beginPhase()
        let seed = benchmark.seed
        let pools = model.plan.inputs.enumerated().map { InputPool($1, seed: seed &+ UInt64($0)) }
        var slots: [RequestSlot] = []
        for _ in 0..<(try requestCount(model.compiled)) { slots.append(try RequestSlot(model.compiled, pools)) }
        let begin = MonotonicClock.nanoseconds()
        try slots[0].infer(0)
        builder.add(MetricName.firstInference, MonotonicClock.seconds(since: begin) * 1000)
        let measurement = try run(slots)
        builder.add(MetricName.memoryRunning, memory.peakMiB(), else: memory.absence ?? "")
        builder.add(MetricName.inputCopy, slots[0].copyMilliseconds())
        builder.add(measurement, batch: benchmark.batch, mode: benchmark.mode, settings: settings)
        return SampleStatistics(measurement.samples)?.median ?? 0
    }

    private func run(_ slots: [RequestSlot]) throws(AttemptFailure) -> Measurement {
        var procedure = MeasuringProcedure(settings, channel: channel)
        switch benchmark.mode {
        case .latency:
            let slot = slots[0]
            return try procedure.singleStream { (index) throws(AttemptFailure) in try slot.infer(index) }
        case .throughput:
            return try procedure.offline(slots: slots.count) { (slot, index) throws(AttemptFailure) in
                try slots[slot].inferInFlight(index)
            }
        }
    }

    /// Reads and compiles. The model as it was read is let go, so that a run's memory is what inference needs.
    func prepare(
        _ core: borrowing OpenVINOCore, _ file: ModelFile, _ precision: Precision, profiling: Bool = false
    ) throws(AttemptFailure) -> PreparedModel {
        let begin = MonotonicClock.nanoseconds()
        let model = try translating(.invalidModel) { () throws(OpenVINOError) in try core.readModel(file.path) }
        let ports = try translating(.invalidModel) { () throws(OpenVINOError) in try model.inputs() }
        let plan = try InputPlan(ports, batch: benchmark.batch)
        if let demand = file.demand?(benchmark.batch, plan.heldByteCount) { try MemoryLimit(request).check(demand) }
        if plan.needsReshape {
            do throws(OpenVINOError) { try model.reshape(plan.inputs.map(\.shape)) } catch {
                let text = "the model does not take a batch of \(benchmark.batch): \(error)"
                throw AttemptFailure(code: .unsupported, message: text)
            }
        }
        let read = MonotonicClock.nanoseconds()
        let properties = properties(precision, profiling)
        let compiled = try translating(.invalidModel) { () throws(OpenVINOError) in
            try core.compile(model, for: ProcessorDevice.name, properties)
        }
        return PreparedModel(
            compiled: compiled, plan: plan, readMilliseconds: Double(read - begin) / 1e6,
            compileMilliseconds: MonotonicClock.seconds(since: read) * 1000)
    }

    private func properties(_ precision: Precision, _ profiling: Bool) -> [(key: String, value: String)] {
        let hint =
            switch precision {
            case .fp32, .int8: "f32"
            case .bf16: "bf16"
            case .fp16: "f16"
            }
        // Without the hint the library runs fp32 models in bf16 wherever the processor has it.
        var properties = [
            ("INFERENCE_PRECISION_HINT", hint), ("INFERENCE_NUM_THREADS", String(threads)),
            ("PERFORMANCE_HINT", benchmark.mode == .latency ? "LATENCY" : "THROUGHPUT"),
        ]
        if benchmark.mode == .latency { properties.append(("NUM_STREAMS", "1")) }
        if profiling { properties.append(("PERF_COUNT", "YES")) }
        return properties.map { (key: $0.0, value: $0.1) }
    }

    private func requestCount(_ model: borrowing OpenVINOCompiledModel) throws(AttemptFailure) -> Int {
        guard benchmark.mode == .throughput else { return 1 }
        let optimal = try translating(.failed) { () throws(OpenVINOError) in
            try model.property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        }
        return max(1, Int(optimal) ?? 1)
    }

    /// Notes what the library made of the properties, and refuses when it set another precision.
    private mutating func readBack(_ model: borrowing OpenVINOCompiledModel) throws(AttemptFailure) {
        var values: [String: JSONValue] = [:]
        let keys = [
            "INFERENCE_PRECISION_HINT", "INFERENCE_NUM_THREADS", "NUM_STREAMS", "PERFORMANCE_HINT",
            "OPTIMAL_NUMBER_OF_INFER_REQUESTS", "ENABLE_CPU_PINNING", "ENABLE_HYPER_THREADING", "SCHEDULING_CORE_TYPE",
            "EXECUTION_MODE_HINT", "DYNAMIC_QUANTIZATION_GROUP_SIZE",
        ]
        for key in keys {
            do throws(OpenVINOError) {
                values[key] = .string(try model.property(key))
            } catch {
                values[key] = .null  // versions differ in which properties they have
            }
        }
        builder.facts["engine_properties"] = .object(values)
        let expected = ["f32": Precision.fp32, "bf16": .bf16, "f16": .fp16]
        // int8 is in the file, not in the hint; the rest of such a file runs in fp32.
        let wanted: Precision = benchmark.precision == .int8 ? .fp32 : benchmark.precision
        guard case .string(let set)? = values["INFERENCE_PRECISION_HINT"], expected[set] == wanted else {
            let set = values["INFERENCE_PRECISION_HINT"]?.summary ?? "nothing"
            throw AttemptFailure(
                code: .unsupportedPrecision,
                message: "asked for \(benchmark.precision.rawValue), OpenVINO set \(set)")
        }
    }
}
