import Glibc
import OpenVINORunner
import RunnerKit

if CommandLine.arguments.dropFirst().first == "infer" {
    // Like the protocol's own ways out: no exit handlers of the engine's libraries.
    _exit(InferCommand.run(Array(CommandLine.arguments.dropFirst(2))))
}
RunnerProcess.run(OpenVINORunner())
