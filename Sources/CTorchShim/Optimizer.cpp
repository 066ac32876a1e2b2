#include "Optimizer.hpp"

#include <cmath>
#include <stdexcept>

namespace shim {
namespace {

using namespace torch::optim;

template <typename State, typename Reference>
StateSlot slot(const char *name, Reference reference) {
    return {name, [reference](OptimizerParamState &state) { return &reference(static_cast<State &>(state)); }};
}

// Adam (Kingma and Ba 2014) and AdamW (Loshchilov and Hutter 2017), operation by operation as PyTorch's Python does it
// (torch/optim/adam.py, _single_tensor_adam): libtorch's own C++ classes round the first moment differently.
class PythonAdam : public Adam {
public:
    PythonAdam(std::vector<OptimizerParamGroup> groups, AdamOptions defaults, bool isDecoupled)
        : Adam(std::move(groups), defaults), isDecoupled_(isDecoupled) {}

    at::Tensor step(LossClosure = nullptr) override {
        at::NoGradGuard guard;
        for (auto &group : param_groups()) {
            const auto &options = static_cast<const AdamOptions &>(group.options());
            for (auto &parameter : group.params()) {
                if (parameter.grad().defined()) move(parameter, options);
            }
        }
        return {};
    }

private:
    void move(at::Tensor &parameter, const AdamOptions &options) {
        at::Tensor gradient = parameter.grad();
        auto &kept = state()[parameter.unsafeGetTensorImpl()];
        if (!kept) {
            auto fresh = std::make_unique<AdamParamState>();
            fresh->step(0);
            fresh->exp_avg(at::zeros_like(parameter, at::MemoryFormat::Preserve));
            fresh->exp_avg_sq(at::zeros_like(parameter, at::MemoryFormat::Preserve));
            kept = std::move(fresh);
        }
        auto &moments = static_cast<AdamParamState &>(*kept);
        moments.step(moments.step() + 1);
        const double beta1 = std::get<0>(options.betas()), beta2 = std::get<1>(options.betas());
        const double decay = options.weight_decay(), rate = options.lr(), count = static_cast<double>(moments.step());
        if (decay != 0 && isDecoupled_) parameter.mul_(1 - rate * decay);
        if (decay != 0 && !isDecoupled_) gradient = gradient.add(parameter, decay);
        moments.exp_avg().lerp_(gradient, 1 - beta1);
        moments.exp_avg_sq().mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        const double size = rate / (1 - std::pow(beta1, count)), root = std::sqrt(1 - std::pow(beta2, count));
        parameter.addcdiv_(moments.exp_avg(), (moments.exp_avg_sq().sqrt() / root).add_(options.eps()), -size);
    }

    const bool isDecoupled_;
};

std::unique_ptr<OptimizerOptions> options(const cts_optimizer_settings &s, bool decays) {
    const double decay = decays || s.decays_all ? s.weight_decay : 0;
    switch (s.kind) {
    case CTS_SGD: {
        SGDOptions o(s.learning_rate);
        o.momentum(s.momentum).nesterov(s.nesterov).weight_decay(decay);
        return std::make_unique<decltype(o)>(o);
    }
    case CTS_ADAM:
    case CTS_ADAMW: {
        AdamOptions o(s.learning_rate);
        o.betas({s.beta1, s.beta2}).eps(s.epsilon).weight_decay(decay);
        return std::make_unique<decltype(o)>(o);
    }
    case CTS_RMSPROP: {
        RMSpropOptions o(s.learning_rate);
        o.alpha(s.alpha).eps(s.epsilon).momentum(s.momentum).weight_decay(decay);
        return std::make_unique<decltype(o)>(o);
    }
    }
    throw std::invalid_argument("an optimizer that the shim does not know");
}

std::unique_ptr<Optimizer> optimizer(const cts_optimizer_settings &s, std::vector<OptimizerParamGroup> groups) {
    // The defaults are taken for what a group leaves open; every group here says everything.
    switch (s.kind) {
    case CTS_SGD: return std::make_unique<SGD>(std::move(groups), SGDOptions(s.learning_rate));
    case CTS_ADAM:
    case CTS_ADAMW: return std::make_unique<PythonAdam>(
        std::move(groups), AdamOptions(s.learning_rate), s.kind == CTS_ADAMW);
    case CTS_RMSPROP: return std::make_unique<RMSprop>(std::move(groups), RMSpropOptions(s.learning_rate));
    }
    throw std::invalid_argument("an optimizer that the shim does not know");
}

}  // namespace

const std::vector<StateSlot> &slots(cts_optimizer_kind kind) {
    static const std::vector<StateSlot> sgd{
        slot<SGDParamState>("momentum_buffer", [](SGDParamState &s) -> auto & { return s.momentum_buffer(); })};
    static const std::vector<StateSlot> adam{
        slot<AdamParamState>("exp_avg", [](AdamParamState &s) -> auto & { return s.exp_avg(); }),
        slot<AdamParamState>("exp_avg_sq", [](AdamParamState &s) -> auto & { return s.exp_avg_sq(); })};
    static const std::vector<StateSlot> rmsprop{
        slot<RMSpropParamState>("square_avg", [](RMSpropParamState &s) -> auto & { return s.square_avg(); }),
        slot<RMSpropParamState>("momentum_buffer", [](RMSpropParamState &s) -> auto & { return s.momentum_buffer(); })};
    switch (kind) {
    case CTS_SGD: return sgd;
    case CTS_ADAM:
    case CTS_ADAMW: return adam;
    case CTS_RMSPROP: return rmsprop;
    }
    return sgd;
}

bool hasStep(cts_optimizer_kind kind) { return kind != CTS_SGD; }

int64_t step(cts_optimizer_kind kind, const OptimizerParamState &state) {
    switch (kind) {
    case CTS_ADAM:
    case CTS_ADAMW: return static_cast<const AdamParamState &>(state).step();
    case CTS_RMSPROP: return static_cast<const RMSpropParamState &>(state).step();
    case CTS_SGD: break;
    }
    return 0;
}

void setStep(cts_optimizer_kind kind, OptimizerParamState &state, int64_t step) {
    switch (kind) {
    case CTS_ADAM:
    case CTS_ADAMW: static_cast<AdamParamState &>(state).step(step); break;
    case CTS_RMSPROP: static_cast<RMSpropParamState &>(state).step(step); break;
    case CTS_SGD: break;
    }
}

std::unique_ptr<OptimizerParamState> emptyState(cts_optimizer_kind kind) {
    switch (kind) {
    case CTS_SGD: return std::make_unique<SGDParamState>();
    case CTS_ADAM:
    case CTS_ADAMW: return std::make_unique<AdamParamState>();
    case CTS_RMSPROP: return std::make_unique<RMSpropParamState>();
    }
    throw std::invalid_argument("an optimizer that the shim does not know");
}

}  // namespace shim

extern "C" {

char *cts_optimizer_create(cts_network *network, const cts_optimizer_settings *settings, cts_optimizer **optimizer) {
    return shim::guarded([&] {
        auto made = std::make_unique<cts_optimizer>();
        made->kind = settings->kind;
        std::vector<torch::optim::OptimizerParamGroup> groups;
        for (bool decays : {true, false}) {
            std::vector<at::Tensor> members;
            for (const auto &parameter : network->parameters) {
                if (!parameter.value.requires_grad() || parameter.decays != decays) continue;
                members.push_back(parameter.value);
                made->names.push_back(parameter.name);
            }
            if (members.empty()) continue;
            made->parameters.insert(made->parameters.end(), members.begin(), members.end());
            groups.emplace_back(std::move(members), shim::options(*settings, decays));
        }
        if (groups.empty()) throw std::invalid_argument("no parameter is trainable");
        made->optimizer = shim::optimizer(*settings, std::move(groups));
        *optimizer = made.release();
    });
}

void cts_optimizer_free(cts_optimizer *optimizer) { delete optimizer; }

char *cts_optimizer_set_learning_rate(cts_optimizer *optimizer, double rate) {
    return shim::guarded([&] {
        for (auto &group : optimizer->optimizer->param_groups()) group.options().set_lr(rate);
    });
}

}  // extern "C"
