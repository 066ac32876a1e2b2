import RunnerKit
import TorchRunner

TorchMemory.keepForNextStep()
RunnerProcess.run(TorchRunner())
