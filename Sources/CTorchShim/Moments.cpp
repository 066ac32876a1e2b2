// Principal components from sums in Float64.
#include "Network.hpp"

#include <cstring>
#include <stdexcept>

struct cts_moments {
    int64_t count = 0;
    // [D] and [D, D], of the rows themselves.
    at::Tensor sum, products;
};

extern "C" {

char *cts_moments_create(int64_t columns, cts_moments **moments) {
    return shim::guarded([&] {
        auto made = std::make_unique<cts_moments>();
        made->sum = at::zeros({columns}, at::kDouble);
        made->products = at::zeros({columns, columns}, at::kDouble);
        *moments = made.release();
    });
}

void cts_moments_free(cts_moments *moments) { delete moments; }

char *cts_moments_add(cts_moments *moments, const float *rows, int64_t count) {
    return shim::guarded([&] {
        const int64_t columns = moments->sum.size(0);
        const at::Tensor wide = at::from_blob(const_cast<float *>(rows), {count, columns}, at::kFloat).to(at::kDouble);
        moments->sum.add_(wide.sum(0));
        moments->products.addmm_(wide.t(), wide);
        moments->count += count;
    });
}

char *cts_moments_components(
    const cts_moments *moments, int64_t components, double *directions, double *mean, double *variances) {
    return shim::guarded([&] {
        const int64_t columns = moments->sum.size(0), count = moments->count;
        if (count < 2) throw std::invalid_argument("principal components need at least two rows");
        if (components < 1 || components > columns) throw std::invalid_argument("as many components as columns at most");
        const at::Tensor middle = moments->sum / static_cast<double>(count);
        at::Tensor covariance = moments->products - at::outer(middle, middle) * static_cast<double>(count);
        covariance.div_(static_cast<double>(count - 1));
        // Products of blocks need not be symmetric to the last bit.
        covariance = (covariance + covariance.t()) / 2;
        auto [values, vectors] = at::linalg_eigh(covariance);
        values = values.flip(0).clamp_min(0).contiguous();
        at::Tensor rows = vectors.flip(1).t().slice(0, 0, components).contiguous();
        // An eigenvector's sign is free: fixed, so that the same data give the same network.
        const at::Tensor places = rows.abs().argmax(1, true);
        rows = rows * at::sign(rows.gather(1, places));
        std::memcpy(directions, rows.contiguous().const_data_ptr<double>(), components * columns * sizeof(double));
        std::memcpy(mean, middle.contiguous().const_data_ptr<double>(), columns * sizeof(double));
        std::memcpy(variances, values.const_data_ptr<double>(), columns * sizeof(double));
    });
}

}  // extern "C"
