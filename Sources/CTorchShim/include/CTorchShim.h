// A C face over libtorch: networks given node by node, then trained and run without leaving C++.
//
// Every function that can fail returns NULL, or an error text that the caller frees with cts_free. No exception leaves.
// Handles belong to one thread at a time. Tensors cross this border as plain memory, row-major, Float32 or Int64.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cts_network cts_network;
typedef struct cts_optimizer cts_optimizer;
typedef struct cts_state cts_state;

// What a node computes. `integers` and `reals` are its attributes in the order given here.
typedef enum {
    CTS_CONVOLUTION,            // stride h w, padding h w, dilation h w, groups
    CTS_BATCH_NORMALIZATION,    // reals: epsilon, momentum
    CTS_LINEAR,
    CTS_ACTIVATION,             // cts_activation
    CTS_MAX_POOL,               // kernel h w, stride h w, padding h w, dilation h w, rounds up
    CTS_AVERAGE_POOL,           // kernel h w, stride h w, padding h w, rounds up, counts padding
    CTS_ADAPTIVE_AVERAGE_POOL,  // size h w
    CTS_ADD,
    CTS_CONCATENATE,
    CTS_SPLIT,                  // channels of each part
    CTS_CHANNEL_SHUFFLE,        // groups
    CTS_FLATTEN,
    CTS_DROPOUT,                // cts_dropout_unit; reals: probability
    CTS_IDENTITY,
    CTS_SOFTMAX,
    CTS_LOCAL_RESPONSE_NORMALIZATION,  // size; reals: alpha, beta, offset
    CTS_PARAMETRIC_RELU,
    CTS_MULTIPLY,
    CTS_PAD_CHANNELS,           // added channels
    CTS_ROUND,                  // none; its parameter is a range, [low, high]
} cts_operator;

typedef enum { CTS_RELU, CTS_RELU6, CTS_SIGMOID, CTS_HARD_SIGMOID, CTS_HARD_SWISH, CTS_SILU } cts_activation;

typedef enum { CTS_ELEMENT, CTS_CHANNEL, CTS_SAMPLE } cts_dropout_unit;

typedef enum { CTS_SGD, CTS_ADAM, CTS_ADAMW, CTS_RMSPROP } cts_optimizer_kind;

// What a network with roundings does with them.
typedef enum {
    CTS_ROUNDING_OFF,        // computes in Float32
    CTS_ROUNDING_CALIBRATE,  // computes in Float32 and widens every range to what passes
    CTS_ROUNDING_LEARN,      // rounds; in training the ranges follow what passes
    CTS_ROUNDING_FIXED,      // rounds
} cts_rounding;

// Which of a parameter's tensors.
typedef enum { CTS_VALUE, CTS_GRADIENT, CTS_AVERAGE } cts_tensor_kind;

void cts_free(char *text);

// libtorch's version, as `2.13.0+cpu`; static.
const char *cts_version(void);
// Devices that CUDA offers to this libtorch; 0 without CUDA, then *reason says why (to be freed).
int32_t cts_cuda_device_count(char **reason);
// The name of a CUDA device (to be freed), or NULL.
char *cts_cuda_device_name(int32_t index);
// Keeps freed memory for the next step instead of handing it back to the kernel. To be called before the first thread starts.
void cts_keep_memory(void);
// Threads inside an operator; between operators there is one.
char *cts_set_threads(int32_t count);
// Refuses operators that can give different bits for the same input.
char *cts_set_deterministic(bool on);
// Starts the generators behind dropout again.
char *cts_seed(uint64_t seed);

// An empty network on `device` (`cpu`, `cuda:0`); channels_last keeps images as N H W C in memory.
char *cts_network_create(const char *device, bool channels_last, cts_network **network);
void cts_network_free(cts_network *network);
// Adds a node. Values are numbered; 0 is the input.
char *cts_network_add(
    cts_network *network, cts_operator kind, const int32_t *inputs, int32_t input_count, const int32_t *outputs,
    int32_t output_count, const int64_t *integers, int32_t integer_count, const double *reals, int32_t real_count);
// Adds a parameter or buffer to the newest node, in the operator's order; zero until written.
char *cts_network_add_parameter(
    cts_network *network, const char *name, const int64_t *shape, int32_t rank, bool is_trainable, bool decays,
    bool is_integer);
// Gives the newest node a parameter that an earlier one has.
char *cts_network_share_parameter(cts_network *network, const char *name);
// Lets the newest node, a convolution or linear layer, read its weights rounded to int8, with one scale an output channel.
char *cts_network_round_weights(cts_network *network);
// Chooses what roundings do; `momentum` is the weight of a batch in the moving average of a range.
char *cts_network_set_rounding(cts_network *network, cts_rounding rounding, double momentum);
// Ends the building.
char *cts_network_finish(cts_network *network, int32_t value_count, int32_t output);
char *cts_network_write(cts_network *network, const char *name, const void *bytes, int64_t byte_count);
char *cts_network_read(
    const cts_network *network, const char *name, cts_tensor_kind which, void *bytes, int64_t byte_count);
// Whether gradients reach a parameter. A batch normalisation whose scale is frozen uses and keeps its running figures.
char *cts_network_set_trainable(cts_network *network, const char *name, bool is_trainable);
// Starts a moving average of every parameter and running figure, equal to them now.
char *cts_network_start_average(cts_network *network);

// Images [N, C, H, W], or rows [N, C] with a height of 0, and what belongs to them. The memory must live during the call only.
typedef struct {
    const float *images;
    const int64_t *labels;
    int64_t count, channels, height, width;
} cts_batch;

// Logits [N, classes] as in inference; `logits` has room for logit_count numbers.
char *cts_predict(
    const cts_network *network, const cts_batch *batch, bool use_average, bool bf16, float *logits, int64_t logit_count);

typedef struct {
    cts_optimizer_kind kind;
    double learning_rate, momentum, weight_decay, beta1, beta2, epsilon, alpha;
    bool nesterov;
    bool decays_all;  // else only parameters that were added as decaying
} cts_optimizer_settings;

// An optimizer over the parameters that are trainable now.
char *cts_optimizer_create(cts_network *network, const cts_optimizer_settings *settings, cts_optimizer **optimizer);
void cts_optimizer_free(cts_optimizer *optimizer);
char *cts_optimizer_set_learning_rate(cts_optimizer *optimizer, double rate);

typedef struct {
    double label_smoothing;
    double loss_scale;               // 1 / batches per update
    bool updates;                    // whether the optimizer acts after this batch
    bool bf16;                       // autocast of the forward pass
    double clip_norm;                // 0: no clipping
    double average_decay;            // 0: no moving average
    const cts_network *teacher;      // NULL: no distillation
    double temperature, teacher_share;
} cts_step_settings;

typedef struct {
    double loss;           // mean over the batch
    int64_t correct;       // images whose greatest logit is the label's
    double gradient_norm;  // before clipping; NaN when not asked for
} cts_step_result;

// Forward, backward and, with `updates`, the optimizer.
char *cts_step(
    cts_network *network, cts_optimizer *optimizer, const cts_batch *batch, const cts_step_settings *settings,
    cts_step_result *result);

// Everything that the next step depends on: parameters, averages, optimizer, generators. A snapshot.
char *cts_state_take(const cts_network *network, const cts_optimizer *optimizer, cts_state **state);
void cts_state_free(cts_state *state);
int32_t cts_state_count(const cts_state *state);
// One tensor: name, kind ('f' Float32, 'i' Int64, 'b' bytes), shape and memory, which live as long as the state.
void cts_state_entry(
    const cts_state *state, int32_t index, const char **name, char *type, const int64_t **shape, int32_t *rank,
    const void **bytes, int64_t *byte_count);
// Puts one tensor of a snapshot back.
char *cts_state_restore(
    cts_network *network, cts_optimizer *optimizer, const char *name, char type, const int64_t *shape, int32_t rank,
    const void *bytes, int64_t byte_count);

// Sums of rows and of their products, in Float64: what principal components are found from.
typedef struct cts_moments cts_moments;

char *cts_moments_create(int64_t columns, cts_moments **moments);
void cts_moments_free(cts_moments *moments);
// Adds `count` rows.
char *cts_moments_add(cts_moments *moments, const float *rows, int64_t count);
// The first principal components by falling variance (LAPACK's syevd on the covariance): `directions` [components, columns] of length
// 1, the entry of the greatest magnitude positive; `mean` [columns]; `variances` [columns], all of them.
char *cts_moments_components(
    const cts_moments *moments, int64_t components, double *directions, double *mean, double *variances);

#ifdef __cplusplus
}
#endif
