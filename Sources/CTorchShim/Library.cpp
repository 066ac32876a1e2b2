// libtorch itself: version, devices, threads, generators.
#include "Network.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <malloc.h>
#include <torch/version.h>

#include <limits>
#include <stdexcept>

namespace shim {

// libtorch_cuda registers itself when it is loaded; the runner is not linked with it, so that the same binary works with
// a libtorch that has none.
void loadCUDA() { static void *library = dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL); (void)library; }

}  // namespace shim

extern "C" {

const char *cts_version(void) { return TORCH_VERSION; }

int32_t cts_cuda_device_count(char **reason) {
    *reason = nullptr;
    shim::loadCUDA();
    if (!at::hasCUDA()) {
        *reason = shim::message(std::string("this libtorch (") + TORCH_VERSION + ") is built without CUDA");
        return 0;
    }
    int32_t count = 0;
    char *error = shim::guarded([&] { count = static_cast<int32_t>(at::getNumGPUs()); });
    if (error != nullptr) {
        *reason = error;
        return 0;
    }
    if (count == 0) *reason = shim::message(std::string("CUDA finds no device"));
    return count;
}

char *cts_cuda_device_name(int32_t index) {
    char *reason = nullptr;
    const int32_t count = cts_cuda_device_count(&reason);
    free(reason);
    if (index < 0 || index >= count) return nullptr;
    return shim::message(std::string("CUDA device ") + std::to_string(index));
}

// A step allocates and frees the same few hundred tensors as the step before. glibc maps each large one afresh, and the kernel
// fills it with zeros page by page: that was a third of a step of mobilenet_v2 (benchmarks/torch-step). One arena, since the arenas
// of other threads cannot grow beyond 64 MiB.
void cts_keep_memory(void) {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
    mallopt(M_TOP_PAD, 64 << 20);
}

char *cts_set_threads(int32_t count) {
    return shim::guarded([&] {
        at::set_num_threads(count);
        // Fixed at the first use of the process; a second call with the same intention is no error.
        static bool first = true;
        if (first) at::set_num_interop_threads(1);
        first = false;
    });
}

char *cts_set_deterministic(bool on) {
    return shim::guarded([&] { at::globalContext().setDeterministicAlgorithms(on, false); });
}

char *cts_seed(uint64_t seed) {
    return shim::guarded([&] { at::manual_seed(seed); });
}

}  // extern "C"
