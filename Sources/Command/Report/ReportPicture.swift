import Foundation
import Vocabulary

/// The overview's figure for readers without scripts: the page's own specification with the report's runs in it, in the light theme.
struct ReportPicture {
    let specification: JSONValue
    let stylesheet: String

    private static let precisions = ["fp32", "bf16", "fp16", "int8"]

    /// The specification with data, colours and a width; `nil` when no run has a place in the figure, which a run in latency mode of a network
    /// with known multiply-accumulates has (`js/scatter.js`).
    func filled(_ content: ReportContent) -> JSONValue? {
        let models = Dictionary(content.models.map { ($0.name, $0) }) { first, _ in first }
        let points = content.runs.compactMap { Self.point($0, models) }
        guard !points.isEmpty, case .object(var members) = specification else { return nil }
        members["width"] = 960
        members["datasets"] = ["points": .array(points), "labels": .array(Self.labels(points))]
        if case .array(let layers)? = members["layer"] {
            members["layer"] = .array(layers.map { layer($0, points) })
        }
        members["config"] = Self.configuration
        return .object(members)
    }

    /// As `js/figure.js` has it.
    private static let configuration: JSONValue = [
        "font": "sans-serif", "background": "white", "view": ["stroke": .null],
        "axis": ["labelFontSize": 12, "titleFontSize": 13, "titleFontWeight": 500, "titlePadding": 10],
        "legend": [
            "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 500, "symbolStrokeWidth": 1.5,
            "layout": ["top": ["margin": 28]],
        ],
    ]

    /// Round numbers of parameters, in millions, around those that are drawn.
    private static func sizes(_ points: [JSONValue]) -> [JSONValue] {
        let drawn = points.compactMap { point -> Double? in
            guard case .number(let value)? = point["parameters"] else { return nil }
            return value
        }
        guard let least = drawn.min(), let most = drawn.max() else { return [] }
        return [0.1, 1, 10, 50, 100, 500, 1000, 5000].filter { $0 >= least / 3 && $0 <= most * 1.1 }.map { .number($0) }
    }

    private static func point(_ run: Run, _ models: [String: ModelFacts]) -> JSONValue? {
        guard case .benchmark(let configuration)? = run.configuration, configuration.mode == .latency,
            configuration.inputSize == nil, configuration.classes == nil,
            let median = run.metrics[MetricName.latencyMedian]?.value, median > 0,
            let facts = models[configuration.model.description], facts.macs > 0
        else { return nil }
        let batch = Double(configuration.batch)
        let low = run.metrics[MetricName.latencyMedianLow]?.value ?? median
        let high = run.metrics[MetricName.latencyMedianHigh]?.value ?? median
        return [
            "id": .string(run.id.description), "model": .string(facts.name),
            "precision": .string(run.tags["precision_executed"] ?? configuration.precision.rawValue),
            "macs": .number(Double(facts.macs) / 1e6), "parameters": .number(Double(facts.parameters) / 1e6),
            "time": .number(median / batch), "low": .number(low / batch), "high": .number(high / batch),
            "noisy": .bool(run.tags["grade"] == "C"),
        ]
    }

    /// One label a network, above its slowest point; beyond a few dozen they would only cover one another.
    private static func labels(_ points: [JSONValue]) -> [JSONValue] {
        var highest: [String: (macs: Double, high: Double)] = [:]
        for point in points {
            guard case .string(let model)? = point["model"], case .number(let macs)? = point["macs"],
                case .number(let high)? = point["high"]
            else { continue }
            if high > highest[model]?.high ?? -1 { highest[model] = (macs, high) }
        }
        guard highest.count <= 24 else { return [] }
        let ends = highest.values.map { log($0.macs) }
        let edge = (ends.min() ?? 0) + 0.8 * ((ends.max() ?? 0) - (ends.min() ?? 0))
        return highest.sorted { $0.key < $1.key }.map { model, place in
            [
                "model": .string(model), "macs": .number(place.macs), "high": .number(place.high),
                "isRightmost": .bool(ends.count > 1 && log(place.macs) > edge),
            ]
        }
    }

    private func layer(_ layer: JSONValue, _ points: [JSONValue]) -> JSONValue {
        guard case .object(var members) = layer, case .object(var encoding)? = members["encoding"] else { return layer }
        for channel in ["color", "stroke", "fill", "shape"] {
            guard case .object(var definition)? = encoding[channel], definition["field"] == "precision" else {
                continue
            }
            if channel != "shape" {
                definition["scale"] = [
                    "domain": .array(Self.precisions.map { .string($0) }),
                    "range": .array(Self.precisions.map { .string(colour($0)) }),
                ]
            }
            if case .object(var legend)? = definition["legend"] {
                legend["values"] = .array(
                    Self.precisions.filter { name in points.contains { $0["precision"] == .string(name) } }
                        .map { .string($0) })
                definition["legend"] = .object(legend)
            }
            encoding[channel] = .object(definition)
        }
        if case .object(var size)? = encoding["size"], case .object(var legend)? = size["legend"] {
            legend["values"] = .array(Self.sizes(points))
            size["legend"] = .object(legend)
            encoding["size"] = .object(size)
        }
        members["encoding"] = .object(encoding)
        return .object(members)
    }

    /// A colour of the stylesheet in the light theme.
    private func colour(_ name: String) -> String {
        let pattern = "--\(name): light-dark("
        guard let place = stylesheet.range(of: pattern) else { return "black" }
        return String(stylesheet[place.upperBound...].prefix { $0 != "," })
    }
}

/// Draws Vega-Lite specifications with the vl-convert wheel that set-up installs.
struct Drawer {
    /// The interpreter of the environment that has the wheel.
    let python: String

    private static let program = """
        import json, sys, vl_convert
        newest = max(vl_convert.get_vegalite_versions(), key=lambda text: [int(part) for part in text.split(".")])
        sys.stdout.write(vl_convert.vegalite_to_svg(json.load(sys.stdin), vl_version=newest))
        """

    /// The specification as SVG.
    ///
    /// - Throws: ``CommandFailure`` with what the drawing said.
    func svg(_ specification: JSONValue) throws -> String {
        // An interpreter that ends before it has read its input is an error to tell, not the end of this process.
        signal(SIGPIPE, SIG_IGN)
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", Self.program]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: specification.canonicalData())
        try input.fileHandleForWriting.close()
        let drawn = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0, !drawn.isEmpty else {
            throw CommandFailure("vl-convert ended with \(process.terminationStatus)")
        }
        return String(decoding: drawn, as: UTF8.self)
    }
}
