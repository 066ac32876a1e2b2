// One batch through a network: for its logits, or for an update.
#include "Optimizer.hpp"

#include <cmath>
#include <limits>
#include <cstring>
#include <stdexcept>

#include <torch/nn/utils/clip_grad.h>

namespace shim {
namespace {

at::Tensor labels(const cts_network &network, const cts_batch &batch) {
    return at::from_blob(const_cast<int64_t *>(batch.labels), {batch.count}, at::kLong).to(network.device);
}

// Hinton, Vinyals and Dean 2015: T² · KL(softmax(teacher / T) ‖ softmax(student / T)), mean over the batch.
at::Tensor distillation(const at::Tensor &student, const at::Tensor &teacher, double temperature) {
    const at::Tensor expected = at::log_softmax(teacher / temperature, 1);
    const at::Tensor found = at::log_softmax(student / temperature, 1);
    const at::Tensor divergence = (expected.exp() * (expected - found)).sum() / student.size(0);
    return divergence * (temperature * temperature);
}

void moveAverages(cts_network &network, double decay) {
    at::NoGradGuard guard;
    for (auto &parameter : network.parameters) {
        if (!parameter.average.defined()) continue;
        if (parameter.value.is_floating_point()) {
            parameter.average.lerp_(parameter.value.detach(), 1 - decay);
        } else {
            parameter.average.copy_(parameter.value);
        }
    }
}

at::Tensor lossOf(const cts_network &network, const at::Tensor &images, const at::Tensor &logits,
                  const at::Tensor &targets, const cts_step_settings &s) {
    at::Tensor loss = at::cross_entropy_loss(logits, targets, {}, at::Reduction::Mean, -100, s.label_smoothing);
    if (s.teacher == nullptr) return loss;
    at::Tensor expected;
    {
        at::NoGradGuard guard;
        Autocast autocast(s.bf16, network.device.type());
        expected = s.teacher->forward(images, Mode::inference, false);
    }
    return loss * (1 - s.teacher_share) +
           distillation(logits, expected.to(at::kFloat), s.temperature) * s.teacher_share;
}

void update(cts_network &network, cts_optimizer &optimizer, const cts_step_settings &s, cts_step_result &result) {
    if (s.clip_norm > 0) {
        result.gradient_norm = torch::nn::utils::clip_grad_norm_(optimizer.parameters, s.clip_norm);
    }
    optimizer.optimizer->step();
    optimizer.optimizer->zero_grad();
    if (s.average_decay > 0) moveAverages(network, s.average_decay);
}

}  // namespace
}  // namespace shim

extern "C" {

char *cts_predict(
    const cts_network *network, const cts_batch *batch, bool use_average, bool bf16, float *logits,
    int64_t logit_count) {
    return shim::guarded([&] {
        at::NoGradGuard guard;
        at::Tensor result;
        {
            shim::Autocast autocast(bf16, network->device.type());
            result = network->forward(network->images(*batch), shim::Mode::inference, use_average);
        }
        result = result.to(at::kCPU, at::kFloat).contiguous();
        if (result.numel() != logit_count) throw std::invalid_argument("the room for the logits has another size");
        std::memcpy(logits, result.const_data_ptr(), logit_count * sizeof(float));
    });
}

char *cts_step(
    cts_network *network, cts_optimizer *optimizer, const cts_batch *batch, const cts_step_settings *settings,
    cts_step_result *result) {
    return shim::guarded([&] {
        result->gradient_norm = std::numeric_limits<double>::quiet_NaN();
        const at::Tensor images = network->images(*batch), targets = shim::labels(*network, *batch);
        at::Tensor logits;
        {
            shim::Autocast autocast(settings->bf16, network->device.type());
            logits = network->forward(images, shim::Mode::training, false);
        }
        logits = logits.to(at::kFloat);
        at::Tensor loss = shim::lossOf(*network, images, logits, targets, *settings);
        (settings->loss_scale == 1 ? loss : loss * settings->loss_scale).backward();
        result->loss = loss.item<double>();
        result->correct = logits.detach().argmax(1).eq(targets).sum().item<int64_t>();
        if (settings->updates) shim::update(*network, *optimizer, *settings, *result);
    });
}

}  // extern "C"
