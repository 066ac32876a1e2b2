// Building a network and moving its tensors in and out.
#include "Network.hpp"

#include <cstring>
#include <stdexcept>

#include <ATen/autocast_mode.h>

namespace shim {

char *message(const std::string &text) noexcept { return strdup(text.c_str()); }

char *message(const std::exception &error) noexcept {
    // c10::Error's what() ends in a C++ backtrace, which says nothing to whoever called from Swift.
    if (auto *torch = dynamic_cast<const c10::Error *>(&error)) return strdup(torch->what_without_backtrace());
    return strdup(error.what());
}

Autocast::Autocast(bool on, at::DeviceType device) : on_(on), device_(device) {
    if (!on_) return;
    previous_ = at::autocast::is_autocast_enabled(device_);
    previousType_ = at::autocast::get_autocast_dtype(device_);
    at::autocast::set_autocast_enabled(device_, true);
    at::autocast::set_autocast_dtype(device_, at::kBFloat16);
    at::autocast::increment_nesting();
}

Autocast::~Autocast() {
    if (!on_) return;
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_dtype(device_, previousType_);
    at::autocast::set_autocast_enabled(device_, previous_);
}

namespace {

std::vector<int32_t> listed(const int32_t *first, int32_t count) { return {first, first + count}; }

// What the backward pass of these keeps is their input, never their result, so the result may be written over.
bool forgetsItsResult(cts_operator kind) {
    return kind == CTS_CONVOLUTION || kind == CTS_BATCH_NORMALIZATION || kind == CTS_ADD || kind == CTS_LINEAR;
}

}  // namespace
}  // namespace shim

const shim::Parameter &cts_network::parameter(const std::string &name) const {
    auto found = names.find(name);
    if (found == names.end()) throw std::invalid_argument("the network has no parameter " + name);
    return parameters[found->second];
}

shim::Parameter &cts_network::parameter(const std::string &name) {
    return const_cast<shim::Parameter &>(static_cast<const cts_network *>(this)->parameter(name));
}

at::Tensor cts_network::images(const cts_batch &batch) const {
    if (batch.height == 0) {
        return at::from_blob(const_cast<float *>(batch.images), {batch.count, batch.channels}, at::kFloat).to(device);
    }
    auto host = at::from_blob(
        const_cast<float *>(batch.images), {batch.count, batch.channels, batch.height, batch.width}, at::kFloat);
    return host.to(device).contiguous(format);
}

extern "C" {

void cts_free(char *text) { free(text); }

char *cts_network_create(const char *device, bool channels_last, cts_network **network) {
    return shim::guarded([&] {
        const at::Device place{std::string(device)};
        if (place.is_cuda()) shim::loadCUDA();
        auto made = std::make_unique<cts_network>();
        made->device = place;
        made->format = channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
        *network = made.release();
    });
}

void cts_network_free(cts_network *network) { delete network; }

char *cts_network_add(
    cts_network *network, cts_operator kind, const int32_t *inputs, int32_t input_count, const int32_t *outputs,
    int32_t output_count, const int64_t *integers, int32_t integer_count, const double *reals, int32_t real_count) {
    return shim::guarded([&] {
        shim::Operation operation;
        operation.kind = kind;
        operation.inputs = shim::listed(inputs, input_count);
        operation.outputs = shim::listed(outputs, output_count);
        operation.integers.assign(integers, integers + integer_count);
        operation.reals.assign(reals, reals + real_count);
        network->operations.push_back(std::move(operation));
    });
}

char *cts_network_add_parameter(
    cts_network *network, const char *name, const int64_t *shape, int32_t rank, bool is_trainable, bool decays,
    bool is_integer) {
    return shim::guarded([&] {
        if (network->operations.empty()) throw std::logic_error("a parameter without a node");
        auto options = at::TensorOptions().device(network->device).dtype(is_integer ? at::kLong : at::kFloat);
        // The format is given here, not asked for later: where an extent is 1 every order of the others counts as contiguous, and
        // the convolution of a depthwise weight that is not marked takes a slower way.
        if (rank == 4) options = options.memory_format(network->format);
        at::Tensor value = at::empty(at::IntArrayRef(shape, rank), options).zero_();
        value.set_requires_grad(is_trainable);
        const auto index = static_cast<int32_t>(network->parameters.size());
        if (!network->names.emplace(name, index).second) throw std::logic_error("two parameters of one name");
        network->operations.back().parameters.push_back(index);
        network->parameters.push_back({name, value, {}, decays});
    });
}

char *cts_network_finish(cts_network *network, int32_t value_count, int32_t output) {
    return shim::guarded([&] {
        auto &operations = network->operations;
        std::vector<int32_t> reads(value_count, 0), lastRead(value_count, -1), producer(value_count, -1);
        for (size_t index = 0; index < operations.size(); ++index) {
            for (int32_t value : operations[index].inputs) {
                reads.at(value) += 1;
                lastRead[value] = static_cast<int32_t>(index);
            }
            for (int32_t value : operations[index].outputs) producer.at(value) = static_cast<int32_t>(index);
        }
        reads.at(output) += 1;
        network->released.assign(operations.size(), {});
        for (int32_t value = 0; value < value_count; ++value) {
            if (lastRead[value] >= 0 && value != output) network->released[lastRead[value]].push_back(value);
        }
        for (auto &operation : operations) {
            if (operation.kind != CTS_ACTIVATION && operation.kind != CTS_ADD) continue;
            for (int32_t value : operation.inputs) {
                if (reads[value] != 1 || producer[value] < 0) continue;
                if (!shim::forgetsItsResult(operations[producer[value]].kind)) continue;
                operation.overwritten = value;
                break;
            }
        }
        network->valueCount = value_count;
        network->output = output;
    });
}

char *cts_network_write(cts_network *network, const char *name, const void *bytes, int64_t byte_count) {
    return shim::guarded([&] {
        at::Tensor value = network->parameter(name).value;
        if (static_cast<int64_t>(value.nbytes()) != byte_count) {
            throw std::invalid_argument(std::string("the values of ") + name + " have another size");
        }
        at::NoGradGuard guard;
        value.copy_(at::from_blob(const_cast<void *>(bytes), value.sizes(), value.scalar_type()));
    });
}

char *cts_network_read(
    const cts_network *network, const char *name, cts_tensor_kind which, void *bytes, int64_t byte_count) {
    return shim::guarded([&] {
        const shim::Parameter &parameter = network->parameter(name);
        at::Tensor source = parameter.value;
        if (which == CTS_GRADIENT) source = parameter.value.grad();
        if (which == CTS_AVERAGE && parameter.average.defined()) source = parameter.average;
        if (!source.defined()) throw std::invalid_argument(std::string(name) + " has no gradient");
        at::Tensor host = source.detach().to(at::kCPU).contiguous();
        if (static_cast<int64_t>(host.nbytes()) != byte_count) {
            throw std::invalid_argument(std::string("the room for ") + name + " has another size");
        }
        std::memcpy(bytes, host.const_data_ptr(), byte_count);
    });
}

char *cts_network_set_trainable(cts_network *network, const char *name, bool is_trainable) {
    return shim::guarded([&] {
        at::Tensor value = network->parameter(name).value;
        value.set_requires_grad(is_trainable);
        if (!is_trainable) value.mutable_grad().reset();
    });
}

char *cts_network_start_average(cts_network *network) {
    return shim::guarded([&] {
        for (auto &parameter : network->parameters) parameter.average = parameter.value.detach().clone();
    });
}

}  // extern "C"
