/*
 * cuDNN's LSTM on the CPU, as far as Lagbench calls it, and stricter than cuDNN: what its documentation asks for is checked. One layer,
 * one direction, single precision. Source: cuDNN API reference, NVIDIA: cudnnSetRNNDescriptor_v8 has the equations, cudnnGetRNNWeightParams
 * the order of the matrices.
 */
#include "device.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  SUCCESS = 0,
#if CUDNN_MAJOR >= 9
  BAD_PARAM = 2000,
  NOT_SUPPORTED = 3000,
  HOST_ALLOCATION_FAILED = 4003,
  DEVICE_ALLOCATION_FAILED = 4004,
  EXECUTION_FAILED = 5000
#else
  ALLOCATION_FAILED = 2,
  BAD_PARAM = 3,
  EXECUTION_FAILED = 8,
  NOT_SUPPORTED = 9
#endif
};
enum { DATA_FLOAT = 0, LSTM = 2, UNIDIRECTIONAL = 0, LINEAR_INPUT = 0, PADDED_IO = 1 };
enum { ALGO_STANDARD = 0, ALGO_PERSIST_STATIC = 1, ALGO_PERSIST_STATIC_SMALL_H = 3 };
enum { SINGLE_INPUT_BIAS = 1, DOUBLE_BIAS = 2 };
enum { MATH_DEFAULT = 0, MATH_FMA = 3 };
enum { SEQUENCE_MAJOR_UNPACKED = 0, SEQUENCE_MAJOR_PACKED = 1 };
enum { INFERENCE = 0, TRAINING = 1 };
enum { ADD = 0 };
enum { GATES = 4, MATRICES = 8 };
enum { INPUT_GATE, FORGET_GATE, CANDIDATE, OUTPUT_GATE };

/* Floats between the parts of a weight space: nobody may count on one part following another. */
#define GAP 24

struct context {
  void *stream;
};

struct dropout {
  int set;
};

struct rnn {
  int set;
  int algo;
  int biases;
  int math;
  int padded;
  size_t input;
  size_t hidden;
};

struct data {
  int set;
  int layout;
  int steps;
  int batch;
  int width;
  int *lengths;
};

struct tensor {
  int rank;
  int size[8];
  int stride[8];
};

#define HANDLE "cudnnHandle"
#define DROPOUT "cudnnDropoutDescriptor"
#define RNN "cudnnRNNDescriptor"
#define DATA "cudnnRNNDataDescriptor"
#define TENSOR "cudnnTensorDescriptor"

#define BEGIN(function)         \
  enter();                      \
  const char *name = function;  \
  (void)name;                   \
  int error = called(function); \
  if (!error) {
#define END \
  }         \
  leave();  \
  return error;
#define REQUIRE(condition, ...)      \
  if (!error && !(condition)) {      \
    misused(name, __VA_ARGS__);      \
    error = BAD_PARAM;               \
  }

size_t cudnnGetVersion(void) { return CUDNN_VERSION; }

const char *cudnnGetErrorString(int status) {
  switch (status) {
    case SUCCESS: return "CUDNN_STATUS_SUCCESS";
    case BAD_PARAM: return "CUDNN_STATUS_BAD_PARAM";
    case NOT_SUPPORTED: return "CUDNN_STATUS_NOT_SUPPORTED";
    case EXECUTION_FAILED: return "CUDNN_STATUS_EXECUTION_FAILED";
#if CUDNN_MAJOR >= 9
    case HOST_ALLOCATION_FAILED: return "CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED";
    case DEVICE_ALLOCATION_FAILED: return "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED";
#else
    case ALLOCATION_FAILED: return "CUDNN_STATUS_ALLOC_FAILED";
#endif
    default: return "CUDNN_STATUS_INTERNAL_ERROR";
  }
}

int cudnnCreate(struct context **handle) {
  BEGIN("cudnnCreate")
  *handle = created(HANDLE, sizeof **handle);
  END
}

int cudnnSetStream(struct context *handle, void *stream) {
  BEGIN("cudnnSetStream")
  REQUIRE(alive(HANDLE, handle), "not a handle")
  REQUIRE(!stream || alive("cudaStream", stream), "not a stream")
  if (!error) {
    handle->stream = stream;
  }
  END
}

#define DESCRIPTOR(Name, kind, type)                           \
  int cudnnCreate##Name(struct type **made) {                  \
    BEGIN("cudnnCreate" #Name)                                 \
    *made = created(kind, sizeof **made);                      \
    END                                                        \
  }                                                            \
  int cudnnDestroy##Name(struct type *object) {                \
    BEGIN("cudnnDestroy" #Name)                                \
    REQUIRE(destroyed(kind, object), "not there, or not any more") \
    END                                                        \
  }

DESCRIPTOR(DropoutDescriptor, DROPOUT, dropout)
DESCRIPTOR(RNNDescriptor, RNN, rnn)
DESCRIPTOR(TensorDescriptor, TENSOR, tensor)

int cudnnDestroy(struct context *handle) {
  BEGIN("cudnnDestroy")
  REQUIRE(alive(HANDLE, handle), "not a handle")
  if (!error) {
    wait_for_all();
    destroyed(HANDLE, handle);
  }
  END
}

int cudnnCreateRNNDataDescriptor(struct data **made) {
  BEGIN("cudnnCreateRNNDataDescriptor")
  *made = created(DATA, sizeof **made);
  END
}

int cudnnDestroyRNNDataDescriptor(struct data *data) {
  BEGIN("cudnnDestroyRNNDataDescriptor")
  REQUIRE(alive(DATA, data), "not there, or not any more")
  if (!error) {
    free(data->lengths);
    destroyed(DATA, data);
  }
  END
}

int cudnnSetDropoutDescriptor(
    struct dropout *dropout, struct context *handle, float rate, void *states, size_t bytes, unsigned long long seed) {
  (void)states;
  (void)bytes;
  (void)seed;
  BEGIN("cudnnSetDropoutDescriptor")
  REQUIRE(alive(DROPOUT, dropout) && alive(HANDLE, handle), "not a descriptor, or not a handle")
  REQUIRE(rate == 0, "the stand-in drops nothing out")
  if (!error) {
    dropout->set = 1;
  }
  END
}

int cudnnSetRNNDescriptor_v8(
    struct rnn *rnn,
    int algo,
    int mode,
    int biases,
    int direction,
    int input_mode,
    int type,
    int precision,
    int math,
    int32_t input,
    int32_t hidden,
    int32_t projection,
    int32_t layers,
    struct dropout *dropout,
    uint32_t flags) {
  BEGIN("cudnnSetRNNDescriptor_v8")
  REQUIRE(alive(RNN, rnn), "not a descriptor")
  REQUIRE(alive(DROPOUT, dropout) && dropout->set, "no dropout descriptor that is set")
  REQUIRE(mode == LSTM && direction == UNIDIRECTIONAL && input_mode == LINEAR_INPUT && layers == 1,
          "the stand-in has one layer of LSTM in one direction")
  REQUIRE(type == DATA_FLOAT && precision == DATA_FLOAT, "the stand-in has single precision")
  REQUIRE(math == MATH_DEFAULT || math == MATH_FMA, "math type %d", math)
  REQUIRE(biases == SINGLE_INPUT_BIAS || biases == DOUBLE_BIAS, "bias mode %d", biases)
  REQUIRE(input > 0 && hidden > 0 && projection == hidden, "input %d, hidden %d, projection %d", input, hidden, projection)
  if (!error && (algo == ALGO_PERSIST_STATIC || algo == ALGO_PERSIST_STATIC_SMALL_H)) {
    /* as cuDNN 9.19 answered on an H200 */
    int fits = algo == ALGO_PERSIST_STATIC ? hidden <= 1024 : hidden <= 128;
    error = fits && biases == DOUBLE_BIAS && (flags & PADDED_IO) ? SUCCESS : NOT_SUPPORTED;
  } else if (!error && algo != ALGO_STANDARD) {
    error = NOT_SUPPORTED;
  }
  if (!error) {
    *rnn = (struct rnn){1, algo, biases, math, (flags & PADDED_IO) != 0, (size_t)input, (size_t)hidden};
  }
  END
}

int cudnnSetRNNDataDescriptor(
    struct data *data, int type, int layout, int steps, int batch, int width, const int *lengths, void *padding) {
  (void)padding;
  BEGIN("cudnnSetRNNDataDescriptor")
  REQUIRE(alive(DATA, data), "not a descriptor")
  REQUIRE(type == DATA_FLOAT, "the stand-in has single precision")
  REQUIRE(layout == SEQUENCE_MAJOR_UNPACKED || layout == SEQUENCE_MAJOR_PACKED, "layout %d", layout)
  REQUIRE(steps > 0 && batch > 0 && width > 0, "%d steps, batch %d, width %d", steps, batch, width)
  for (int b = 0; !error && b < batch; b++) {
    REQUIRE(lengths[b] == steps, "the stand-in has sequences of one length only")
  }
  if (!error) {
    free(data->lengths);
    data->lengths = malloc((size_t)batch * sizeof(int));
    memcpy(data->lengths, lengths, (size_t)batch * sizeof(int));
    data->set = 1;
    data->layout = layout;
    data->steps = steps;
    data->batch = batch;
    data->width = width;
  }
  END
}

int cudnnSetTensorNdDescriptor(struct tensor *tensor, int type, int rank, const int *size, const int *stride) {
  BEGIN("cudnnSetTensorNdDescriptor")
  REQUIRE(alive(TENSOR, tensor), "not a descriptor")
  REQUIRE(type == DATA_FLOAT, "the stand-in has single precision")
  REQUIRE(rank >= 3 && rank <= 8, "rank %d", rank)
  if (!error) {
    tensor->rank = rank;
    memcpy(tensor->size, size, (size_t)rank * sizeof(int));
    memcpy(tensor->stride, stride, (size_t)rank * sizeof(int));
  }
  END
}

int cudnnGetTensorNdDescriptor(
    const struct tensor *tensor, int most, int *type, int *rank, int *size, int *stride) {
  BEGIN("cudnnGetTensorNdDescriptor")
  REQUIRE(alive(TENSOR, tensor), "not a descriptor")
  if (!error) {
    *type = DATA_FLOAT;
    *rank = tensor->rank;
    for (int i = 0; i < most && i < tensor->rank; i++) {
      size[i] = tensor->size[i];
      stride[i] = tensor->stride[i];
    }
  }
  END
}

static size_t columns(const struct rnn *rnn, int matrix) { return matrix < GATES ? rnn->input : rnn->hidden; }

/* Floats before a matrix: the last one comes first. */
static size_t matrix_at(const struct rnn *rnn, int matrix) {
  size_t at = GAP;
  for (int each = MATRICES - 1; each > matrix; each--) {
    at += columns(rnn, each) * rnn->hidden + GAP;
  }
  return at;
}

static int has_bias(const struct rnn *rnn, int matrix) { return matrix < GATES || rnn->biases == DOUBLE_BIAS; }

static size_t bias_at(const struct rnn *rnn, int matrix) {
  return matrix_at(rnn, -1) + (size_t)matrix * (rnn->hidden + GAP);
}

static size_t weight_floats(const struct rnn *rnn) { return bias_at(rnn, MATRICES); }

/* Floats that a step keeps of each unit: four gates, the cell's state, and the gradients of four net inputs. */
enum { KEPT_STATE = GATES, KEPT_GRADIENTS = GATES + 1, KEPT = 2 * GATES + 1 };

/* What the head of a reserve space says. */
struct head {
  uint64_t mark;
  uint64_t inputs; /* of the forward pass: checksums of what the backward passes have to be given again */
  uint64_t outputs;
  uint64_t weights;
  uint64_t state;
};

#define FORWARD_DONE 0x5354414e44494e31ull
#define DATA_DONE 0x5354414e44494e32ull

static size_t reserve_bytes(const struct rnn *rnn, const struct data *x) {
  return sizeof(struct head) + (size_t)x->steps * (size_t)x->batch * rnn->hidden * KEPT * sizeof(float);
}

static size_t workspace_bytes(const struct rnn *rnn, const struct data *x, int mode) {
  return ((size_t)x->batch * rnn->hidden * (mode == TRAINING ? 8 : 4) + 256) * sizeof(float);
}

int cudnnGetRNNWeightSpaceSize(struct context *handle, const struct rnn *rnn, size_t *bytes) {
  BEGIN("cudnnGetRNNWeightSpaceSize")
  REQUIRE(alive(HANDLE, handle), "not a handle")
  REQUIRE(alive(RNN, rnn) && rnn->set, "no descriptor that is set")
  if (!error) {
    *bytes = weight_floats(rnn) * sizeof(float);
  }
  END
}

int cudnnGetRNNTempSpaceSizes(
    struct context *handle, const struct rnn *rnn, int mode, const struct data *x, size_t *workspace, size_t *reserve) {
  BEGIN("cudnnGetRNNTempSpaceSizes")
  REQUIRE(alive(HANDLE, handle), "not a handle")
  REQUIRE(alive(RNN, rnn) && rnn->set && alive(DATA, x) && x->set, "no descriptors that are set")
  if (!error && rnn->algo != ALGO_STANDARD && x->layout != SEQUENCE_MAJOR_UNPACKED) {
    error = NOT_SUPPORTED;
  }
  if (!error) {
    *workspace = workspace_bytes(rnn, x, mode);
    *reserve = mode == TRAINING ? reserve_bytes(rnn, x) : 0;
  }
  END
}

static void describe(struct tensor *tensor, int rows, int columns_) {
  *tensor = (struct tensor){3, {1, rows, columns_}, {rows * columns_, columns_, 1}};
}

int cudnnGetRNNWeightParams(
    struct context *handle,
    const struct rnn *rnn,
    int32_t layer,
    size_t bytes,
    const void *space,
    int32_t id,
    struct tensor *matrix,
    void **matrix_address,
    struct tensor *bias,
    void **bias_address) {
  BEGIN("cudnnGetRNNWeightParams")
  REQUIRE(alive(HANDLE, handle), "not a handle")
  REQUIRE(alive(RNN, rnn) && rnn->set && alive(TENSOR, matrix) && alive(TENSOR, bias), "no descriptors that are set")
  REQUIRE(layer == 0 && id >= 0 && id < MATRICES, "layer %d, matrix %d", layer, id)
  REQUIRE(bytes == weight_floats(rnn) * sizeof(float), "a weight space of %zu bytes", bytes)
  REQUIRE(device_at(name, "the weight space", space, bytes), "no weight space")
  if (!error) {
    float *floats = (float *)space;
    describe(matrix, (int)rnn->hidden, (int)columns(rnn, id));
    *matrix_address = floats + matrix_at(rnn, id);
    describe(bias, has_bias(rnn, id) ? (int)rnn->hidden : 0, has_bias(rnn, id) ? 1 : 0);
    *bias_address = has_bias(rnn, id) ? floats + bias_at(rnn, id) : NULL;
  }
  END
}

/* All that one of the three passes was given, with copies of what descriptors said. */
struct pass {
  const char *name;
  struct rnn rnn;
  size_t steps, batch;
  int mode;
  const void *lengths, *x, *y, *dy, *dx, *hx, *hy, *dhy, *dhx, *cx, *cy, *dcy, *dcx, *weights, *workspace, *reserve;
  size_t workspace_bytes, reserve_bytes;
};

static uint64_t checksum(const float *values, size_t count_) {
  uint64_t sum = 1469598103934665603ull;
  for (size_t i = 0; values && i < count_; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, sizeof bits);
    sum = (sum ^ bits) * 1099511628211ull;
  }
  return sum;
}

/* The parts of a weight space that are weights; what is between them may be anything. */
static uint64_t weights_checksum(const struct rnn *rnn, const float *space) {
  uint64_t sum = 0;
  for (int id = 0; id < MATRICES; id++) {
    sum = sum * 31 + checksum(space + matrix_at(rnn, id), columns(rnn, id) * rnn->hidden);
    sum = sum * 31 + checksum(has_bias(rnn, id) ? space + bias_at(rnn, id) : NULL, rnn->hidden);
  }
  return sum;
}

/* TF32 has ten bits of mantissa; products of matrices round their factors to it where they may. */
static float factor(const struct rnn *rnn, float value) {
  if (rnn->math == MATH_FMA) {
    return value;
  }
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  bits += 0xfff + ((bits >> 13) & 1);
  bits &= ~0x1fffu;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* sums[rows] += matrix[rows][columns] vector[columns] */
static void multiply(const struct rnn *rnn, const float *matrix, const float *vector, double *sums, size_t rows, size_t width) {
  for (size_t r = 0; r < rows; r++) {
    double sum = 0;
    for (size_t c = 0; c < width; c++) {
      sum += (double)factor(rnn, matrix[r * width + c]) * factor(rnn, vector[c]);
    }
    sums[r] += sum;
  }
}

/* sums[columns] += vector[rows] matrix[rows][columns] */
static void multiply_back(const struct rnn *rnn, const float *matrix, const float *vector, double *sums, size_t rows, size_t width) {
  for (size_t r = 0; r < rows; r++) {
    double v = factor(rnn, vector[r]);
    for (size_t c = 0; c < width; c++) {
      sums[c] += v * factor(rnn, matrix[r * width + c]);
    }
  }
}

static double logistic(double x) { return 1 / (1 + exp(-x)); }

static int lengths_are(const struct pass *pass) {
  const int *lengths = device_at(pass->name, "devSeqLengths", pass->lengths, pass->batch * sizeof(int));
  for (size_t b = 0; lengths && b < pass->batch; b++) {
    if ((size_t)lengths[b] != pass->steps) {
      misused(pass->name, "length %d of sequence %zu on the device, %zu in the descriptor", lengths[b], b, pass->steps);
      return 0;
    }
  }
  return lengths != NULL;
}

static float *floats(const struct pass *pass, const char *what, const void *address, size_t count_) {
  return address ? device_at(pass->name, what, address, count_ * sizeof(float)) : NULL;
}

/* The workspace is anybody's between calls. */
static void poison_workspace(const struct pass *pass) {
  void *workspace = device_at(pass->name, "the workspace", pass->workspace, pass->workspace_bytes);
  if (workspace) {
    memset(workspace, 0xff, pass->workspace_bytes);
  }
}

static float *kept(const struct pass *pass, struct head *head, size_t step, size_t sequence) {
  return (float *)(head + 1) + (step * pass->batch + sequence) * pass->rnn.hidden * KEPT;
}

static int forward_now(void *arguments) {
  const struct pass *pass = arguments;
  const struct rnn *rnn = &pass->rnn;
  size_t hidden = rnn->hidden;
  size_t states = pass->batch * hidden;
  const float *weights = floats(pass, "the weight space", pass->weights, weight_floats(rnn));
  const float *x = floats(pass, "x", pass->x, pass->steps * pass->batch * rnn->input);
  float *y = floats(pass, "y", pass->y, pass->steps * states);
  const float *hx = floats(pass, "hx", pass->hx, states);
  const float *cx = floats(pass, "cx", pass->cx, states);
  float *hy = floats(pass, "hy", pass->hy, states);
  float *cy = floats(pass, "cy", pass->cy, states);
  struct head *head = NULL;
  if (pass->mode == TRAINING) {
    head = device_at(pass->name, "the reserve space", pass->reserve, pass->reserve_bytes);
    if (!head) {
      return EXECUTION_FAILED;
    }
  }
  if (!weights || !x || !y || !lengths_are(pass)) {
    return EXECUTION_FAILED;
  }
  double *net = malloc(GATES * hidden * sizeof *net);
  double *cell = malloc(hidden * sizeof *cell);
  for (size_t b = 0; b < pass->batch; b++) {
    for (size_t h = 0; h < hidden; h++) {
      cell[h] = cx ? cx[b * hidden + h] : 0;
    }
    for (size_t t = 0; t < pass->steps; t++) {
      const float *before = t > 0 ? y + ((t - 1) * pass->batch + b) * hidden : hx ? hx + b * hidden : NULL;
      float *after = y + (t * pass->batch + b) * hidden;
      for (int gate = 0; gate < GATES; gate++) {
        double *sums = net + (size_t)gate * hidden;
        for (size_t h = 0; h < hidden; h++) {
          sums[h] = weights[bias_at(rnn, gate) + h];
          sums[h] += has_bias(rnn, gate + GATES) ? weights[bias_at(rnn, gate + GATES) + h] : 0;
        }
        multiply(rnn, weights + matrix_at(rnn, gate), x + (t * pass->batch + b) * rnn->input, sums, hidden, rnn->input);
        if (before) {
          multiply(rnn, weights + matrix_at(rnn, gate + GATES), before, sums, hidden, hidden);
        }
      }
      float *keep = head ? kept(pass, head, t, b) : NULL;
      for (size_t h = 0; h < hidden; h++) {
        double i = logistic(net[INPUT_GATE * hidden + h]);
        double f = logistic(net[FORGET_GATE * hidden + h]);
        double g = tanh(net[CANDIDATE * hidden + h]);
        double o = logistic(net[OUTPUT_GATE * hidden + h]);
        cell[h] = f * cell[h] + i * g;
        after[h] = (float)(o * tanh(cell[h]));
        if (keep) {
          keep[INPUT_GATE * hidden + h] = (float)i;
          keep[FORGET_GATE * hidden + h] = (float)f;
          keep[CANDIDATE * hidden + h] = (float)g;
          keep[OUTPUT_GATE * hidden + h] = (float)o;
          keep[KEPT_STATE * hidden + h] = (float)cell[h];
        }
      }
    }
    for (size_t h = 0; h < hidden; h++) {
      if (hy) {
        hy[b * hidden + h] = y[((pass->steps - 1) * pass->batch + b) * hidden + h];
      }
      if (cy) {
        cy[b * hidden + h] = (float)cell[h];
      }
    }
  }
  free(net);
  free(cell);
  if (head) {
    head->mark = FORWARD_DONE;
    head->inputs = checksum(x, pass->steps * pass->batch * rnn->input);
    head->outputs = checksum(y, pass->steps * states);
    head->weights = weights_checksum(rnn, weights);
    head->state = checksum(hx, states) * 31 + checksum(cx, states);
  }
  poison_workspace(pass);
  return SUCCESS;
}

static int backward_data_now(void *arguments) {
  const struct pass *pass = arguments;
  const struct rnn *rnn = &pass->rnn;
  size_t hidden = rnn->hidden;
  size_t states = pass->batch * hidden;
  const float *weights = floats(pass, "the weight space", pass->weights, weight_floats(rnn));
  const float *y = floats(pass, "y", pass->y, pass->steps * states);
  const float *dy = floats(pass, "dy", pass->dy, pass->steps * states);
  float *dx = floats(pass, "dx", pass->dx, pass->steps * pass->batch * rnn->input);
  const float *hx = floats(pass, "hx", pass->hx, states);
  const float *cx = floats(pass, "cx", pass->cx, states);
  const float *dhy = floats(pass, "dhy", pass->dhy, states);
  const float *dcy = floats(pass, "dcy", pass->dcy, states);
  float *dhx = floats(pass, "dhx", pass->dhx, states);
  float *dcx = floats(pass, "dcx", pass->dcx, states);
  struct head *head = device_at(pass->name, "the reserve space", pass->reserve, pass->reserve_bytes);
  if (!weights || !y || !dy || !dx || !head || !lengths_are(pass)) {
    return EXECUTION_FAILED;
  }
  if (head->mark != FORWARD_DONE) {
    misused(pass->name, "the reserve space is not that of a forward pass in training");
    return EXECUTION_FAILED;
  }
  if (head->outputs != checksum(y, pass->steps * states) || head->weights != weights_checksum(rnn, weights)
      || head->state != checksum(hx, states) * 31 + checksum(cx, states)) {
    misused(pass->name, "outputs, weights or states are not those of the forward pass");
    return EXECUTION_FAILED;
  }
  double *dh = malloc(hidden * sizeof *dh);
  double *dc = malloc(hidden * sizeof *dc);
  double *in = malloc(rnn->input * sizeof *in);
  for (size_t b = 0; b < pass->batch; b++) {
    for (size_t h = 0; h < hidden; h++) {
      dh[h] = dhy ? dhy[b * hidden + h] : 0;
      dc[h] = dcy ? dcy[b * hidden + h] : 0;
    }
    for (size_t t = pass->steps; t-- > 0;) {
      float *keep = kept(pass, head, t, b);
      float *gradients = keep + KEPT_GRADIENTS * hidden;
      for (size_t h = 0; h < hidden; h++) {
        double i = keep[INPUT_GATE * hidden + h];
        double f = keep[FORGET_GATE * hidden + h];
        double g = keep[CANDIDATE * hidden + h];
        double o = keep[OUTPUT_GATE * hidden + h];
        double c = tanh(keep[KEPT_STATE * hidden + h]);
        double c_before = t > 0 ? kept(pass, head, t - 1, b)[KEPT_STATE * hidden + h] : cx ? cx[b * hidden + h] : 0;
        double out = dh[h] + dy[(t * pass->batch + b) * hidden + h];
        double state = dc[h] + out * o * (1 - c * c);
        gradients[INPUT_GATE * hidden + h] = (float)(state * g * i * (1 - i));
        gradients[FORGET_GATE * hidden + h] = (float)(state * c_before * f * (1 - f));
        gradients[CANDIDATE * hidden + h] = (float)(state * i * (1 - g * g));
        gradients[OUTPUT_GATE * hidden + h] = (float)(out * c * o * (1 - o));
        dc[h] = state * f;
        dh[h] = 0;
      }
      memset(in, 0, rnn->input * sizeof *in);
      for (int gate = 0; gate < GATES; gate++) {
        const float *gradient = gradients + (size_t)gate * hidden;
        multiply_back(rnn, weights + matrix_at(rnn, gate), gradient, in, hidden, rnn->input);
        multiply_back(rnn, weights + matrix_at(rnn, gate + GATES), gradient, dh, hidden, hidden);
      }
      for (size_t c = 0; c < rnn->input; c++) {
        dx[(t * pass->batch + b) * rnn->input + c] = (float)in[c];
      }
    }
    for (size_t h = 0; h < hidden; h++) {
      if (dhx) {
        dhx[b * hidden + h] = (float)dh[h];
      }
      if (dcx) {
        dcx[b * hidden + h] = (float)dc[h];
      }
    }
  }
  free(dh);
  free(dc);
  free(in);
  head->mark = DATA_DONE;
  poison_workspace(pass);
  return SUCCESS;
}

static int backward_weights_now(void *arguments) {
  const struct pass *pass = arguments;
  const struct rnn *rnn = &pass->rnn;
  size_t hidden = rnn->hidden;
  size_t states = pass->batch * hidden;
  float *gradients = floats(pass, "the gradients' space", pass->weights, weight_floats(rnn));
  const float *x = floats(pass, "x", pass->x, pass->steps * pass->batch * rnn->input);
  const float *y = floats(pass, "y", pass->y, pass->steps * states);
  const float *hx = floats(pass, "hx", pass->hx, states);
  struct head *head = device_at(pass->name, "the reserve space", pass->reserve, pass->reserve_bytes);
  if (!gradients || !x || !y || !head || !lengths_are(pass)) {
    return EXECUTION_FAILED;
  }
  if (head->mark != DATA_DONE) {
    misused(pass->name, "the reserve space is not that of a backward pass for data");
    return EXECUTION_FAILED;
  }
  if (head->inputs != checksum(x, pass->steps * pass->batch * rnn->input)
      || head->outputs != checksum(y, pass->steps * states)) {
    misused(pass->name, "inputs or outputs are not those of the forward pass");
    return EXECUTION_FAILED;
  }
  for (int id = 0; id < MATRICES; id++) {
    int gate = id % GATES;
    size_t width = columns(rnn, id);
    double *sums = calloc(hidden * width, sizeof *sums);
    double *bias = calloc(hidden, sizeof *bias);
    for (size_t t = 0; t < pass->steps; t++) {
      for (size_t b = 0; b < pass->batch; b++) {
        const float *gradient = kept(pass, head, t, b) + (size_t)(KEPT_GRADIENTS + gate) * hidden;
        const float *seen = id < GATES ? x + (t * pass->batch + b) * width
                            : t > 0    ? y + ((t - 1) * pass->batch + b) * width
                            : hx       ? hx + b * width
                                       : NULL;
        for (size_t h = 0; h < hidden; h++) {
          bias[h] += gradient[h];
          double g = factor(rnn, gradient[h]);
          for (size_t c = 0; seen && c < width; c++) {
            sums[h * width + c] += g * factor(rnn, seen[c]);
          }
        }
      }
    }
    for (size_t i = 0; i < hidden * width; i++) {
      gradients[matrix_at(rnn, id) + i] += (float)sums[i];
    }
    for (size_t h = 0; has_bias(rnn, id) && h < hidden; h++) {
      gradients[bias_at(rnn, id) + h] += (float)bias[h];
    }
    free(sums);
    free(bias);
  }
  poison_workspace(pass);
  return SUCCESS;
}

static int state_fits(const char *name, const struct pass *pass, const struct tensor *state) {
  int error = SUCCESS;
  REQUIRE(alive(TENSOR, state), "no descriptor of a state")
  REQUIRE(state->rank == 3 && state->size[0] == 1 && (size_t)state->size[1] == pass->batch
              && (size_t)state->size[2] == pass->rnn.hidden,
          "a state is described as %d x %d x %d", state->size[0], state->size[1], state->size[2])
  REQUIRE(state->stride[2] == 1 && state->stride[1] == state->size[2], "a state is not packed")
  return error;
}

/* Queues a pass that has its addresses, once all that describes it has been checked. Weights have no descriptor of a cell's state. */
static int queue_pass(
    struct pass *pass,
    work now,
    const struct context *handle,
    const struct rnn *rnn,
    const struct data *x,
    const struct data *y,
    const struct tensor *h,
    const struct tensor *c,
    size_t weights_bytes) {
  const char *name = pass->name;
  int error = SUCCESS;
  REQUIRE(alive(HANDLE, handle), "not a handle")
  REQUIRE(alive(RNN, rnn) && rnn->set && alive(DATA, x) && x->set && alive(DATA, y) && y->set, "no descriptors that are set")
  REQUIRE((size_t)x->width == rnn->input && (size_t)y->width == rnn->hidden, "widths %d and %d, not %zu and %zu", x->width,
          y->width, rnn->input, rnn->hidden)
  REQUIRE(x->steps == y->steps && x->batch == y->batch, "x and y differ in steps or batch")
  REQUIRE(x->layout == SEQUENCE_MAJOR_UNPACKED ? rnn->padded : 1, "an unpacked layout needs CUDNN_RNN_PADDED_IO_ENABLED")
  if (!error) {
    pass->rnn = *rnn;
    pass->steps = (size_t)x->steps;
    pass->batch = (size_t)x->batch;
    error = state_fits(name, pass, h);
  }
  if (!error && c) {
    error = state_fits(name, pass, c);
  }
  REQUIRE(weights_bytes == weight_floats(rnn) * sizeof(float), "a weight space of %zu bytes", weights_bytes)
  REQUIRE(pass->workspace_bytes >= workspace_bytes(rnn, x, pass->mode), "a workspace of %zu bytes", pass->workspace_bytes)
  REQUIRE(device_at(name, "the workspace", pass->workspace, pass->workspace_bytes), "no workspace")
  REQUIRE(pass->mode != TRAINING || pass->reserve_bytes >= reserve_bytes(rnn, x), "a reserve space of %zu bytes",
          pass->reserve_bytes)
  return error ? error : enqueue(handle->stream, now, pass, sizeof *pass);
}

int cudnnRNNForward(
    struct context *handle, const struct rnn *rnn, int mode, const int32_t *lengths, const struct data *x_data, const void *x,
    const struct data *y_data, void *y, const struct tensor *h, const void *hx, void *hy, const struct tensor *c,
    const void *cx, void *cy, size_t weights_bytes, const void *weights, size_t workspace_size, void *workspace,
    size_t reserve_size, void *reserve) {
  BEGIN("cudnnRNNForward")
  struct pass pass = {
      .name = name, .mode = mode, .lengths = lengths, .x = x, .y = y, .hx = hx, .hy = hy, .cx = cx, .cy = cy,
      .weights = weights, .workspace = workspace, .workspace_bytes = workspace_size, .reserve = reserve,
      .reserve_bytes = reserve_size};
  error = queue_pass(&pass, forward_now, handle, rnn, x_data, y_data, h, c, weights_bytes);
  END
}

int cudnnRNNBackwardData_v8(
    struct context *handle, const struct rnn *rnn, const int32_t *lengths, const struct data *y_data, const void *y,
    const void *dy, const struct data *x_data, void *dx, const struct tensor *h, const void *hx, const void *dhy, void *dhx,
    const struct tensor *c, const void *cx, const void *dcy, void *dcx, size_t weights_bytes, const void *weights,
    size_t workspace_size, void *workspace, size_t reserve_size, void *reserve) {
  BEGIN("cudnnRNNBackwardData_v8")
  struct pass pass = {
      .name = name, .mode = TRAINING, .lengths = lengths, .y = y, .dy = dy, .dx = dx, .hx = hx, .dhy = dhy, .dhx = dhx,
      .cx = cx, .dcy = dcy, .dcx = dcx, .weights = weights, .workspace = workspace, .workspace_bytes = workspace_size,
      .reserve = reserve, .reserve_bytes = reserve_size};
  error = queue_pass(&pass, backward_data_now, handle, rnn, x_data, y_data, h, c, weights_bytes);
  END
}

int cudnnRNNBackwardWeights_v8(
    struct context *handle, const struct rnn *rnn, int add, const int32_t *lengths, const struct data *x_data, const void *x,
    const struct tensor *h, const void *hx, const struct data *y_data, const void *y, size_t weights_bytes, void *gradients,
    size_t workspace_size, void *workspace, size_t reserve_size, void *reserve) {
  BEGIN("cudnnRNNBackwardWeights_v8")
  struct pass pass = {
      .name = name, .mode = TRAINING, .lengths = lengths, .x = x, .y = y, .hx = hx, .weights = gradients,
      .workspace = workspace, .workspace_bytes = workspace_size, .reserve = reserve, .reserve_bytes = reserve_size};
  REQUIRE(add == ADD, "gradients are added, mode %d", add)
  if (!error) {
    error = queue_pass(&pass, backward_weights_now, handle, rnn, x_data, y_data, h, NULL, weights_bytes);
  }
  END
}
