import Testing
import Training
import Vocabulary

/// Expected values are what PyTorch 2.13.0 gives for the named class, a rate of 0.1 and the same numbers of steps.
@Suite("The learning rate")
struct LearningRateScheduleTests {
    private func expect(_ schedule: LearningRateSchedule, _ expected: [Double]) {
        for (step, value) in expected.enumerated() {
            #expect(abs(schedule.rate(at: step) - value) < 1e-12, "step \(step)")
        }
    }

    @Test("goes down in steps like StepLR(step_size=3, gamma=0.1)")
    func step() {
        let schedule = LearningRateSchedule(rate: 0.1, curve: .step(every: 3, factor: 0.1), totalSteps: 8)
        expect(schedule, [0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.001, 0.001])
    }

    @Test("follows a cosine like CosineAnnealingLR(T_max=8, eta_min=0.001)")
    func cosine() {
        let schedule = LearningRateSchedule(rate: 0.1, curve: .cosine(final: 0.001), totalSteps: 8)
        expect(
            schedule,
            [
                0.1, 0.0962320368593087, 0.0855017856687341, 0.06944282990207196, 0.0505, 0.03155717009792806,
                0.0154982143312659, 0.004767963140691306, 0.001,
            ])
    }

    @Test("goes up and down once like OneCycleLR(max_lr=0.1, total_steps=10)")
    func oneCycle() {
        let schedule = LearningRateSchedule(rate: 0.1, curve: .oneCycle, totalSteps: 10)
        expect(
            schedule,
            [
                0.004, 0.052, 0.1, 0.09504846320134738, 0.0811745653949763, 0.06112620219362893,
                0.03887419780637107, 0.0188258346050237, 0.004951936798652629, 4e-7,
            ])
    }

    @Test("warms up like LinearLR(0.1, 1, 4) before CosineAnnealingLR(6)")
    func warmup() {
        let schedule = LearningRateSchedule(
            rate: 0.1, curve: .cosine(final: 0), warmupSteps: 4, totalSteps: 10)
        expect(
            schedule,
            [
                0.01, 0.0325, 0.055, 0.0775, 0.1, 0.09330127018922195, 0.075, 0.05, 0.025, 0.006698729810778065,
            ])
    }

    @Test("takes its lengths in epochs from the configuration")
    func configuration() {
        var options = ScheduleOptions()
        options.curve = .step
        options.stepEpochs = 2
        options.stepFactor = 0.5
        options.warmupEpochs = 0.5
        let configuration = TrainConfiguration(model: .zoo("alexnet"), epochs: 6, schedule: options)
        let schedule = LearningRateSchedule(configuration, stepsPerEpoch: 10)
        #expect(schedule.totalSteps == 60)
        #expect(schedule.warmupSteps == 5)
        // SGD's usual 0.05; two epochs after the warm-up's five steps it is halved.
        #expect(schedule.rate(at: 24) == 0.05)
        #expect(schedule.rate(at: 25) == 0.025)
    }
}
