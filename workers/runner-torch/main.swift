import RunnerKit
import TorchRunner

RunnerProcess.run(TorchRunner())
