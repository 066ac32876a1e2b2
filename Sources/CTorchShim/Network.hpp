// What stands behind the opaque handles.
#pragma once

#include <ATen/ATen.h>

#include <exception>
#include <string>
#include <unordered_map>
#include <vector>

#include "CTorchShim.h"

namespace shim {

// A parameter or buffer.
struct Parameter {
    std::string name;
    at::Tensor value;
    at::Tensor average;
    bool decays;
};

struct Operation {
    cts_operator kind;
    std::vector<int32_t> inputs, outputs;
    std::vector<int64_t> integers;
    std::vector<double> reals;
    std::vector<int32_t> parameters;
    // The input that the result may be written over; -1 for none.
    int32_t overwritten = -1;
    // Whether weights are rounded to int8 where the network rounds.
    bool roundsWeight = false;
};

enum class Mode { training, inference };

// Makes an error text of what went wrong, or NULL.
char *message(const std::exception &error) noexcept;
char *message(const std::string &text) noexcept;

template <typename Body>
char *guarded(Body &&body) noexcept {
    try {
        body();
        return nullptr;
    } catch (const std::exception &error) {
        return message(error);
    } catch (...) {
        return message(std::string("an unknown C++ exception"));
    }
}

// Autocast to bf16 for its lifetime, as `torch.autocast(device, torch.bfloat16)`.
class Autocast {
public:
    Autocast(bool on, at::DeviceType device);
    ~Autocast();
    Autocast(const Autocast &) = delete;
    Autocast &operator=(const Autocast &) = delete;

private:
    bool on_, previous_ = false;
    at::ScalarType previousType_ = at::kFloat;
    at::DeviceType device_;
};

// Weights [O, …] rounded to −127…127 with one scale for each O; gradients pass straight through.
at::Tensor roundedWeight(const at::Tensor &weight);
// A value rounded to the 256 numbers over a range; what the network's mode says happens to the range.
at::Tensor rounded(const cts_network &network, int32_t parameter, const at::Tensor &range, const at::Tensor &x, Mode mode);

// Makes libtorch_cuda register itself where the wheel has it.
void loadCUDA();

}  // namespace shim

struct cts_network {
    at::Device device{at::kCPU};
    at::MemoryFormat format = at::MemoryFormat::Contiguous;
    std::vector<shim::Operation> operations;
    std::vector<shim::Parameter> parameters;
    std::unordered_map<std::string, int32_t> names;
    // Values that nobody reads after the operation of this index.
    std::vector<std::vector<int32_t>> released;
    int32_t valueCount = 0, output = -1;
    cts_rounding rounding = CTS_ROUNDING_OFF;
    double rangeMomentum = 0;
    // What passed the roundings of each range in the step under way, by the range's parameter.
    mutable std::unordered_map<int32_t, at::Tensor> passed;

    bool rounds() const { return rounding == CTS_ROUNDING_LEARN || rounding == CTS_ROUNDING_FIXED; }
    // Lets the ranges follow what passed.
    void moveRanges() const;
    const shim::Parameter &parameter(const std::string &name) const;
    shim::Parameter &parameter(const std::string &name);
    at::Tensor images(const cts_batch &batch) const;
    at::Tensor forward(at::Tensor input, shim::Mode mode, bool useAverage) const;
};
