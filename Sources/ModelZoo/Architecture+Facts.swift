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
