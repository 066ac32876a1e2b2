import RunnerKit
import TrainingData
import Vocabulary

extension TrainingJob {
    /// Why training must end now so that testing and writing are done when the money ends; nil while there is time.
    ///
    /// What is still to come is taken for two passes without gradients over the images that are tested with, each image for half of
    /// what a step took for one, and a twentieth of the whole time, at least two seconds, for writing and surprises.
    func moneyEnds(after progress: TrainingProgress, testing images: TrainingImages) -> String? {
        guard let limit = request.costLimit else { return nil }
        let tested = Double(2 * images.test.count + (images.validation?.count ?? 0))
        let perImage = progress.totalSeconds / Double(max(progress.totalImages, 1))
        let rest = tested * perImage / 2 + max(2, limit.seconds / 20)
        return MonotonicClock.seconds(since: began) + rest >= limit.seconds ? limit.reason : nil
    }
}
