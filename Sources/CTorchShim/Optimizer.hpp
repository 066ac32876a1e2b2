// An optimizer of libtorch over the trainable parameters of a network.
#pragma once

#include <torch/optim/adam.h>
#include <torch/optim/optimizer.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/sgd.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "Network.hpp"

struct cts_optimizer {
    cts_optimizer_kind kind;
    std::unique_ptr<torch::optim::Optimizer> optimizer;
    // The parameters in the optimizer's order, with their names.
    std::vector<std::string> names;
    std::vector<at::Tensor> parameters;
};

namespace shim {

// One tensor of an optimizer's state, as `exp_avg`, or its count of steps.
struct StateSlot {
    const char *name;
    std::function<at::Tensor *(torch::optim::OptimizerParamState &)> tensor;
};

// The tensors that this kind of optimizer keeps for each parameter.
const std::vector<StateSlot> &slots(cts_optimizer_kind kind);
// The count of steps of one parameter, where the kind has one.
bool hasStep(cts_optimizer_kind kind);
int64_t step(cts_optimizer_kind kind, const torch::optim::OptimizerParamState &state);
void setStep(cts_optimizer_kind kind, torch::optim::OptimizerParamState &state, int64_t step);
std::unique_ptr<torch::optim::OptimizerParamState> emptyState(cts_optimizer_kind kind);

}  // namespace shim
