// A snapshot of everything that the next step depends on, tensor by tensor with names.
#include "Optimizer.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <cstring>
#include <stdexcept>

struct cts_state {
    struct Entry {
        std::string name;
        at::Tensor tensor;
    };
    std::vector<Entry> entries;

    void add(const std::string &name, const at::Tensor &tensor) {
        entries.push_back({name, tensor.detach().to(at::kCPU).contiguous().clone()});
    }
};

namespace shim {
namespace {

const std::string modelPrefix = "model/", averagePrefix = "average/", optimizerPrefix = "optimizer/";
const std::string processorGenerator = "generator/cpu", cudaGenerator = "generator/cuda";

std::mutex &lock(at::Generator &generator) { return generator.mutex(); }

at::Tensor generatorState(at::Generator generator) {
    std::lock_guard<std::mutex> guard(lock(generator));
    return generator.get_state();
}

void setGeneratorState(at::Generator generator, const at::Tensor &state) {
    std::lock_guard<std::mutex> guard(lock(generator));
    generator.set_state(state);
}

bool takesAfter(const std::string &name, const std::string &prefix, std::string &rest) {
    if (name.compare(0, prefix.size(), prefix) != 0) return false;
    rest = name.substr(prefix.size());
    return true;
}

at::Tensor adopted(char type, const int64_t *shape, int32_t rank, const void *bytes, int64_t byteCount) {
    const at::ScalarType scalar = type == 'f' ? at::kFloat : type == 'i' ? at::kLong : at::kByte;
    at::Tensor tensor = at::empty(at::IntArrayRef(shape, rank), scalar);
    if (static_cast<int64_t>(tensor.nbytes()) != byteCount) throw std::invalid_argument("sizes and bytes differ");
    std::memcpy(tensor.mutable_data_ptr(), bytes, byteCount);
    return tensor;
}

// `SLOT/PARAMETER`, where SLOT is `step` or one of the kind's.
void restoreOptimizer(cts_optimizer &optimizer, const std::string &rest, const at::Tensor &tensor) {
    const auto slash = rest.find('/');
    const std::string slot = rest.substr(0, slash), name = slash == std::string::npos ? "" : rest.substr(slash + 1);
    for (size_t index = 0; index < optimizer.names.size(); ++index) {
        if (optimizer.names[index] != name) continue;
        const at::Tensor &parameter = optimizer.parameters[index];
        auto &state = optimizer.optimizer->state()[parameter.unsafeGetTensorImpl()];
        if (!state) state = emptyState(optimizer.kind);
        if (slot == "step") return setStep(optimizer.kind, *state, tensor.item<int64_t>());
        for (const auto &known : slots(optimizer.kind)) {
            if (slot != known.name) continue;
            *known.tensor(*state) = at::empty_like(parameter.detach()).copy_(tensor);
            return;
        }
    }
    throw std::invalid_argument("the optimizer keeps no " + rest);
}

void restoreParameter(at::Tensor target, const at::Tensor &tensor, const std::string &name) {
    if (!target.defined() || target.sizes() != tensor.sizes()) {
        throw std::invalid_argument(name + " has another shape than the network's");
    }
    at::NoGradGuard guard;
    target.copy_(tensor);
}

}  // namespace
}  // namespace shim

extern "C" {

char *cts_state_take(const cts_network *network, const cts_optimizer *optimizer, cts_state **state) {
    return shim::guarded([&] {
        auto made = std::make_unique<cts_state>();
        for (const auto &parameter : network->parameters) {
            made->add(shim::modelPrefix + parameter.name, parameter.value);
            if (parameter.average.defined()) made->add(shim::averagePrefix + parameter.name, parameter.average);
        }
        for (size_t index = 0; optimizer != nullptr && index < optimizer->names.size(); ++index) {
            auto &states = optimizer->optimizer->state();
            auto found = states.find(optimizer->parameters[index].unsafeGetTensorImpl());
            if (found == states.end()) continue;
            for (const auto &slot : shim::slots(optimizer->kind)) {
                const at::Tensor *tensor = slot.tensor(*found->second);
                if (!tensor->defined()) continue;
                made->add(shim::optimizerPrefix + slot.name + "/" + optimizer->names[index], *tensor);
            }
            if (!shim::hasStep(optimizer->kind)) continue;
            made->add(
                shim::optimizerPrefix + "step/" + optimizer->names[index],
                at::scalar_tensor(shim::step(optimizer->kind, *found->second), at::kLong));
        }
        made->add(shim::processorGenerator, shim::generatorState(at::detail::getDefaultCPUGenerator()));
        if (network->device.is_cuda()) {
            made->add(shim::cudaGenerator, shim::generatorState(at::globalContext().defaultGenerator(network->device)));
        }
        *state = made.release();
    });
}

void cts_state_free(cts_state *state) { delete state; }

int32_t cts_state_count(const cts_state *state) { return static_cast<int32_t>(state->entries.size()); }

void cts_state_entry(
    const cts_state *state, int32_t index, const char **name, char *type, const int64_t **shape, int32_t *rank,
    const void **bytes, int64_t *byte_count) {
    const auto &entry = state->entries[index];
    *name = entry.name.c_str();
    *type = entry.tensor.scalar_type() == at::kFloat ? 'f' : entry.tensor.scalar_type() == at::kLong ? 'i' : 'b';
    *shape = entry.tensor.sizes().data();
    *rank = static_cast<int32_t>(entry.tensor.dim());
    *bytes = entry.tensor.const_data_ptr();
    *byte_count = static_cast<int64_t>(entry.tensor.nbytes());
}

char *cts_state_restore(
    cts_network *network, cts_optimizer *optimizer, const char *name, char type, const int64_t *shape, int32_t rank,
    const void *bytes, int64_t byte_count) {
    return shim::guarded([&] {
        const at::Tensor tensor = shim::adopted(type, shape, rank, bytes, byte_count);
        const std::string whole = name;
        std::string rest;
        if (shim::takesAfter(whole, shim::modelPrefix, rest)) {
            shim::restoreParameter(network->parameter(rest).value, tensor, whole);
        } else if (shim::takesAfter(whole, shim::averagePrefix, rest)) {
            shim::restoreParameter(network->parameter(rest).average, tensor, whole);
        } else if (shim::takesAfter(whole, shim::optimizerPrefix, rest)) {
            if (optimizer == nullptr) throw std::invalid_argument("no optimizer to put " + whole + " into");
            shim::restoreOptimizer(*optimizer, rest, tensor);
        } else if (whole == shim::processorGenerator) {
            shim::setGeneratorState(at::detail::getDefaultCPUGenerator(), tensor);
        } else if (whole == shim::cudaGenerator) {
            shim::setGeneratorState(at::globalContext().defaultGenerator(network->device), tensor);
        } else {
            throw std::invalid_argument("a snapshot has no " + whole);
        }
    });
}

}  // extern "C"
