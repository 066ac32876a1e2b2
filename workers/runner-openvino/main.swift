import OpenVINORunner
import RunnerKit

RunnerProcess.run(OpenVINORunner())
