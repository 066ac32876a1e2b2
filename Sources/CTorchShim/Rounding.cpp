// Rounding to 8 bits while training: Jacob et al. 2017, section 3, with weights by output channel.
#include "Network.hpp"

#include <ATen/core/grad_mode.h>

#include <cfloat>
#include <cmath>
#include <stdexcept>

namespace shim {
namespace {

struct Grid {
    double scale;
    int64_t zeroPoint;
};

// The same arithmetic as the exporter's (QuantizationGrid in Compression), so that both round to the same numbers.
Grid gridOver(const at::Tensor &range) {
    const at::Tensor host = range.detach().to(at::kCPU).contiguous();
    const float low = host.const_data_ptr<float>()[0], high = host.const_data_ptr<float>()[1];
    const double bottom = std::isfinite(low) ? std::min(low, 0.0f) : 0, top = std::isfinite(high) ? std::max(high, 0.0f) : 0;
    const double step = (top - bottom) / 255;
    if (!(step >= FLT_MIN)) return {1, 0};
    const double zero = std::round(-bottom / step);
    return {static_cast<float>(step), static_cast<int64_t>(std::min(255.0, std::max(0.0, zero)))};
}

// [low, high] of everything in both.
at::Tensor joined(const at::Tensor &left, const at::Tensor &right) {
    return at::stack({at::minimum(left[0], right[0]), at::maximum(left[1], right[1])});
}

at::Tensor extent(const at::Tensor &x) {
    auto ends = at::aminmax(x.detach());
    return at::stack({std::get<0>(ends), std::get<1>(ends)}).to(at::kFloat);
}

}  // namespace

at::Tensor roundedWeight(const at::Tensor &weight) {
    at::Tensor scales;
    {
        at::NoGradGuard guard;
        scales = weight.detach().flatten(1).abs().amax(1).to(at::kDouble).div(127).to(at::kFloat);
        // A row of zeros has no step of its own; any one leaves it at zero.
        scales = at::where(scales > FLT_MIN, scales, at::ones_like(scales));
    }
    const at::Tensor zeros = at::zeros(scales.sizes(), scales.options().dtype(at::kInt));
    return at::fake_quantize_per_channel_affine(weight, scales, zeros, 0, -127, 127);
}

at::Tensor rounded(
    const cts_network &network, int32_t parameter, const at::Tensor &range, const at::Tensor &x, Mode mode) {
    if (network.rounding == CTS_ROUNDING_OFF) return x;
    if (network.rounding == CTS_ROUNDING_CALIBRATE) {
        at::NoGradGuard guard;
        at::Tensor target = range;
        target.copy_(joined(range, extent(x)));
        return x;
    }
    if (network.rounding == CTS_ROUNDING_LEARN && mode == Mode::training) {
        at::NoGradGuard guard;
        at::Tensor &passed = network.passed[parameter];
        passed = passed.defined() ? joined(passed, extent(x)) : extent(x);
    }
    const Grid grid = gridOver(range);
    return at::fake_quantize_per_tensor_affine(x, grid.scale, grid.zeroPoint, 0, 255);
}

}  // namespace shim

void cts_network::moveRanges() const {
    at::NoGradGuard guard;
    for (auto &[parameter, ends] : passed) {
        at::Tensor range = parameters[parameter].value;
        range.lerp_(ends, rangeMomentum);
    }
    passed.clear();
}

extern "C" {

char *cts_network_share_parameter(cts_network *network, const char *name) {
    return shim::guarded([&] {
        auto found = network->names.find(name);
        if (network->operations.empty() || found == network->names.end()) {
            throw std::invalid_argument(std::string("there is no parameter ") + name + " to share");
        }
        network->operations.back().parameters.push_back(found->second);
    });
}

char *cts_network_round_weights(cts_network *network) {
    return shim::guarded([&] {
        if (network->operations.empty()) throw std::logic_error("no node whose weights could be rounded");
        auto &operation = network->operations.back();
        if (operation.kind != CTS_CONVOLUTION && operation.kind != CTS_LINEAR) {
            throw std::invalid_argument("only the weights of convolutions and linear layers are rounded");
        }
        operation.roundsWeight = true;
    });
}

char *cts_network_set_rounding(cts_network *network, cts_rounding rounding, double momentum) {
    return shim::guarded([&] {
        network->rounding = rounding;
        network->rangeMomentum = momentum;
    });
}

}  // extern "C"
