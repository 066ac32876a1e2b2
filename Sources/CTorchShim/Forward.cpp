// Runs the nodes of a network; autograd follows by itself.
#include "Network.hpp"

#include <stdexcept>

namespace shim {
namespace {

struct Run {
    const cts_network &network;
    Mode mode;
    bool useAverage;
    std::vector<at::Tensor> values;

    const at::Tensor &parameter(const Operation &operation, size_t position) const {
        static const at::Tensor none;
        if (position >= operation.parameters.size()) return none;
        const Parameter &found = network.parameters[operation.parameters[position]];
        return useAverage && found.average.defined() ? found.average : found.value;
    }

    at::Tensor weight(const Operation &o) const {
        const at::Tensor &exact = parameter(o, 0);
        return o.roundsWeight && network.rounds() ? roundedWeight(exact) : exact;
    }

    at::Tensor convolution(const Operation &o, const at::Tensor &x) const {
        const auto &n = o.integers;
        return at::conv2d(
            x, weight(o), parameter(o, 1), at::IntArrayRef(n.data(), 2), at::IntArrayRef(n.data() + 2, 2),
            at::IntArrayRef(n.data() + 4, 2), n[6]);
    }

    // With a frozen scale the running figures are used and kept: they belong to the frozen trunk.
    at::Tensor normalization(const Operation &o, const at::Tensor &x) const {
        const at::Tensor &scale = parameter(o, 0);
        const bool learns = mode == Mode::training && scale.requires_grad();
        if (learns) parameter(o, 4).add_(1);
        return at::batch_norm(
            x, scale, parameter(o, 1), parameter(o, 2), parameter(o, 3), learns, o.reals[1], o.reals[0], true);
    }

    at::Tensor activation(const Operation &o, at::Tensor x) const {
        const bool over = o.overwritten >= 0;
        switch (o.integers[0]) {
        case CTS_RELU: return over ? at::relu_(x) : at::relu(x);
        case CTS_RELU6: return over ? at::hardtanh_(x, 0, 6) : at::hardtanh(x, 0, 6);
        // The gradients of these need their input: written over, it would have to be copied first.
        case CTS_SIGMOID: return at::sigmoid(x);
        case CTS_HARD_SIGMOID: return at::hardsigmoid(x);
        case CTS_HARD_SWISH: return at::hardswish(x);
        case CTS_SILU: return at::silu(x);
        }
        throw std::invalid_argument("an activation that the shim does not know");
    }

    static at::Tensor maxPool(const Operation &o, const at::Tensor &x) {
        const int64_t *n = o.integers.data();
        using List = at::IntArrayRef;
        return at::max_pool2d(x, List(n, 2), List(n + 2, 2), List(n + 4, 2), List(n + 6, 2), n[8] != 0);
    }

    static at::Tensor averagePool(const Operation &o, const at::Tensor &x) {
        const int64_t *n = o.integers.data();
        using List = at::IntArrayRef;
        return at::avg_pool2d(x, List(n, 2), List(n + 2, 2), List(n + 4, 2), n[6] != 0, n[7] != 0);
    }

    static at::Tensor shuffle(const Operation &o, const at::Tensor &x) {
        const int64_t groups = o.integers[0], channels = x.size(1);
        return x.reshape({x.size(0), groups, channels / groups, x.size(2), x.size(3)})
            .transpose(1, 2)
            .reshape({x.size(0), channels, x.size(2), x.size(3)});
    }

    // torch.nn.functional.local_response_norm: the mean of squares under a window that slides over channels.
    static at::Tensor responseNormalization(const Operation &o, const at::Tensor &x) {
        const int64_t size = o.integers[0];
        at::Tensor squares = at::constant_pad_nd(x.mul(x).unsqueeze(1), {0, 0, 0, 0, size / 2, (size - 1) / 2});
        squares = at::avg_pool3d(squares, {size, 1, 1}, 1).squeeze(1);
        return x / squares.mul(o.reals[0]).add(o.reals[2]).pow(o.reals[1]);
    }

    at::Tensor dropout(const Operation &o, const at::Tensor &x) const {
        const bool training = mode == Mode::training;
        if (o.integers[0] == CTS_CHANNEL) return at::feature_dropout(x, o.reals[0], training);
        if (o.integers[0] == CTS_ELEMENT || !training || o.reals[0] == 0) return at::dropout(x, o.reals[0], training);
        // torchvision.ops.stochastic_depth, mode "row".
        std::vector<int64_t> extents(x.dim(), 1);
        extents[0] = x.size(0);
        const double kept = 1 - o.reals[0];
        return x * at::empty(extents, x.options()).bernoulli_(kept).div_(kept);
    }

    at::Tensor add(const Operation &o) {
        at::Tensor left = values[o.inputs[0]], right = values[o.inputs[1]];
        // Under autocast the two can differ in type, and the sum must have the wider one.
        const bool alike = left.scalar_type() == right.scalar_type();
        if (alike && o.overwritten == o.inputs[0]) return left.add_(right);
        if (alike && o.overwritten == o.inputs[1]) return right.add_(left);
        return left + right;
    }

    at::Tensor compute(const Operation &o) {
        const at::Tensor &x = values[o.inputs[0]];
        switch (o.kind) {
        case CTS_CONVOLUTION: return convolution(o, x);
        case CTS_BATCH_NORMALIZATION: return normalization(o, x);
        case CTS_LINEAR: return at::linear(x, weight(o), parameter(o, 1));
        case CTS_ACTIVATION: return activation(o, x);
        case CTS_MAX_POOL: return maxPool(o, x);
        case CTS_AVERAGE_POOL: return averagePool(o, x);
        case CTS_ADAPTIVE_AVERAGE_POOL: return at::adaptive_avg_pool2d(x, {o.integers[0], o.integers[1]});
        case CTS_ADD: return add(o);
        case CTS_CONCATENATE: {
            std::vector<at::Tensor> parts;
            for (int32_t input : o.inputs) parts.push_back(values[input]);
            return at::cat(parts, 1);
        }
        case CTS_CHANNEL_SHUFFLE: return shuffle(o, x);
        case CTS_FLATTEN: return at::flatten(x, 1);
        case CTS_DROPOUT: return dropout(o, x);
        case CTS_LOCAL_RESPONSE_NORMALIZATION: return responseNormalization(o, x);
        case CTS_PARAMETRIC_RELU: return at::prelu(x, parameter(o, 0));
        case CTS_MULTIPLY: return x * values[o.inputs[1]];
        case CTS_PAD_CHANNELS: return at::constant_pad_nd(x, {0, 0, 0, 0, 0, o.integers[0]});
        case CTS_IDENTITY: return x;
        case CTS_ROUND: return rounded(network, o.parameters[0], parameter(o, 0), x, mode);
        case CTS_SOFTMAX: return at::softmax(x, 1);
        case CTS_SPLIT: break;
        }
        throw std::invalid_argument("an operator that the shim does not know");
    }
};

}  // namespace
}  // namespace shim

at::Tensor cts_network::forward(at::Tensor input, shim::Mode mode, bool useAverage) const {
    if (output < 0) throw std::logic_error("the network is not finished");
    shim::Run run{*this, mode, useAverage, std::vector<at::Tensor>(valueCount)};
    run.values[0] = std::move(input);
    for (size_t index = 0; index < operations.size(); ++index) {
        const shim::Operation &operation = operations[index];
        if (operation.kind == CTS_SPLIT) {
            auto parts = at::split_with_sizes(run.values[operation.inputs[0]], operation.integers, 1);
            for (size_t part = 0; part < parts.size(); ++part) run.values[operation.outputs[part]] = parts[part];
        } else {
            run.values[operation.outputs[0]] = run.compute(operation);
        }
        for (int32_t value : released[index]) run.values[value].reset();
    }
    if (!passed.empty()) moveRanges();
    return run.values[output];
}
