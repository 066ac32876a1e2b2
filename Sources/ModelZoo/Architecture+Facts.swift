public import ModelGraph
public import Vocabulary

extension Architecture {
    /// What is known of the network without running it.
    ///
    /// - Parameters:
    ///   - input: Shape of one image, `[C, H, W]`; nil for the default. Accuracy is published for the defaults only, so it is left out
    ///     for others.
    ///   - classes: Number of classes; nil for the default.
    /// - Throws: As ``graph(input:classes:)``; never for the defaults, which a test builds.
    public func facts(input: [Int]? = nil, classes: Int? = nil) throws(ModelGraphError) -> ModelFacts {
        let (input, classes) = (input ?? self.input, classes ?? self.classes)
        let analysis = try graph(input: input, classes: classes).analysis(batch: 1)
        let published = input == self.input && classes == self.classes ? published : nil
        return ModelFacts(
            name: name, family: family, year: year, paper: "\(paper.title) (\(paper.authors)), \(paper.venue)",
            input: input, classes: classes, parameters: analysis.parameters, macs: analysis.macs,
            weightBytes: analysis.weightByteCount, activationBytes: analysis.activationByteCount,
            peakLiveBytes: analysis.peakLiveByteCount, publishedTop1: published?.top1, publishedTop5: published?.top5,
            publishedSource: published?.source, movedBytes: analysis.movedByteCount,
            flopsPerByte: analysis.arithmeticIntensity, canzianiOperations: analysis.canzianiOperations)
    }
}

extension ModelZoo {
    /// A network at a size that a configuration asks for; the same for whoever checks it and whoever executes it.
    ///
    /// - Parameters:
    ///   - inputSize: Height and width of an image, pixels; nil for the network's own.
    ///   - classes: Number of classes; nil for the network's own.
    /// - Returns: nil for a name that is none.
    /// - Throws: ``InvalidInput`` that names `input_size` or `classes` with the network's reason.
    public static func network(
        _ name: String, inputSize: Int? = nil, classes: Int? = nil
    ) throws(InvalidInput) -> (facts: ModelFacts, graph: ModelGraph)? {
        guard let architecture = architecture(named: name) else { return nil }
        let input = inputSize.map { [architecture.input[0], $0, $0] }
        do throws(ModelGraphError) {
            return (
                try architecture.facts(input: input, classes: classes),
                try architecture.graph(input: input, classes: classes)
            )
        } catch {
            // With its own number of classes the network tells whether the size alone is at fault.
            let field = inputSize != nil && !fits(architecture, input) ? "input_size" : "classes"
            throw InvalidInput(
                field: field, expected: "what \(name) can be built with: \(error)",
                received: (field == "classes" ? classes : inputSize).map { String($0) })
        }
    }

    private static func fits(_ architecture: Architecture, _ input: [Int]?) -> Bool {
        do throws(ModelGraphError) {
            _ = try architecture.graph(input: input)
            return true
        } catch {
            return false
        }
    }
}
