import RunnerKit
import Vocabulary

extension ModelFile {
    static func zoo(
        _ name: String, _ request: RunnerRequest, _ benchmark: BenchmarkConfiguration, _ channel: EventChannel
    ) throws(AttemptFailure) -> ModelFile {
        throw AttemptFailure(code: .unsupported, message: "the zoo is not linked")
    }
}
