import RunnerKit

RunnerProcess.run(SelftestRunner())
