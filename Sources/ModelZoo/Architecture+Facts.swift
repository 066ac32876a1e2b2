public import ModelGraph
public import Vocabulary

extension Architecture {
    /// What is known of the network without running it, at its default input and number of classes.
    ///
    /// - Throws: ``ModelGraphError`` when the architecture's file is wrong; a test builds every one.
    public func facts() throws(ModelGraphError) -> ModelFacts {
        let analysis = try graph().analysis(batch: 1)
        return ModelFacts(
            name: name, family: family, year: year, paper: "\(paper.title) (\(paper.authors)), \(paper.venue)",
            input: input, classes: classes, parameters: analysis.parameters, macs: analysis.macs,
            weightBytes: analysis.weightByteCount, activationBytes: analysis.activationByteCount,
            peakLiveBytes: analysis.peakLiveByteCount, publishedTop1: published?.top1, publishedTop5: published?.top5,
            publishedSource: published?.source, movedBytes: analysis.movedByteCount,
            flopsPerByte: analysis.arithmeticIntensity, canzianiOperations: analysis.canzianiOperations)
    }
}
