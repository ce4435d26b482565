// cuDNN's LSTM by each of its algorithms at the shapes of scripts/benchmark --table, with everything on the device: what there
// is to win by choosing, and the floor under kernel CUDNN.
//   nvcc -O2 -o cudnn_lstm scripts/peers/cudnn_lstm.cu -lcudnn && ./cudnn_lstm SHAPE...
// A shape is BATCHxSTEPSxHIDDEN; the input is ten wide. Medians of ten, in milliseconds, by the device's own events. An algorithm
// that cuDNN does not have at a shape has a dash. The persistent ones want the layout of padded sequences (the same memory, where
// none is padded) and both biases.
#include <cudnn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

namespace {

constexpr int kInput = 10;
constexpr int kRounds = 10;
#ifdef SINGLE_BIAS
constexpr cudnnRNNBiasMode_t kPersistentBiases = CUDNN_RNN_SINGLE_INP_BIAS;
#else
constexpr cudnnRNNBiasMode_t kPersistentBiases = CUDNN_RNN_DOUBLE_BIAS;
#endif

void cuda(cudaError_t error, const char* call) {
  if (error != cudaSuccess) {
    std::fprintf(stderr, "cudnn_lstm: %s: %s\n", call, cudaGetErrorString(error));
    std::exit(3);
  }
}
#define CUDA(call) cuda(call, #call)

float* filled(size_t count, float scale) {
  std::vector<float> values(count);
  for (float& value : values) {
    value = scale * (2.0f * std::rand() / RAND_MAX - 1.0f);
  }
  float* device = nullptr;
  CUDA(cudaMalloc(&device, std::max<size_t>(count, 1) * sizeof(float)));
  CUDA(cudaMemcpy(device, values.data(), count * sizeof(float), cudaMemcpyHostToDevice));
  return device;
}

// The median of ten calls, or a negative number where one of them is refused.
double medianMs(const std::function<cudnnStatus_t()>& call) {
  cudaEvent_t begin, end;
  CUDA(cudaEventCreate(&begin));
  CUDA(cudaEventCreate(&end));
  std::vector<float> times;
  for (int round = -2; round < kRounds; round++) {
    CUDA(cudaEventRecord(begin));
    cudnnStatus_t status = call();
    CUDA(cudaEventRecord(end));
    CUDA(cudaEventSynchronize(end));
    if (status != CUDNN_STATUS_SUCCESS) {
      return -1;
    }
    float ms = 0;
    CUDA(cudaEventElapsedTime(&ms, begin, end));
    if (round >= 0) {
      times.push_back(ms);
    }
  }
  std::sort(times.begin(), times.end());
  return (times[kRounds / 2 - 1] + times[kRounds / 2]) / 2;
}

void cell(double ms) {
  if (ms < 0) {
    std::printf(" - |");
  } else {
    std::printf(" %.3f |", ms);
  }
}

void line(cudnnHandle_t handle, const char* text, int batch, int steps, int hidden, bool tf32, cudnnRNNAlgo_t algo,
          const char* algoName) {
  std::printf("| %s | %s | %s |", text, tf32 ? "tf32" : "fp32", algoName);
  cudnnDropoutDescriptor_t dropout;
  cudnnRNNDescriptor_t rnn;
  cudnnCreateDropoutDescriptor(&dropout);
  cudnnSetDropoutDescriptor(dropout, handle, 0, nullptr, 0, 0);
  cudnnCreateRNNDescriptor(&rnn);
  cudnnRNNBiasMode_t biases = algo == CUDNN_RNN_ALGO_STANDARD ? CUDNN_RNN_SINGLE_INP_BIAS : kPersistentBiases;
  cudnnStatus_t status = cudnnSetRNNDescriptor_v8(
      rnn, algo, CUDNN_LSTM, biases, CUDNN_UNIDIRECTIONAL, CUDNN_LINEAR_INPUT, CUDNN_DATA_FLOAT,
      CUDNN_DATA_FLOAT, tf32 ? CUDNN_DEFAULT_MATH : CUDNN_FMA_MATH, kInput, hidden, hidden, 1, dropout,
      CUDNN_RNN_PADDED_IO_ENABLED);
  std::vector<int> lengths(batch, steps);
  int* deviceLengths = nullptr;
  CUDA(cudaMalloc(&deviceLengths, batch * sizeof(int)));
  CUDA(cudaMemcpy(deviceLengths, lengths.data(), batch * sizeof(int), cudaMemcpyHostToDevice));
  cudnnRNNDataDescriptor_t xs, ys;
  cudnnCreateRNNDataDescriptor(&xs);
  cudnnCreateRNNDataDescriptor(&ys);
  cudnnSetRNNDataDescriptor(xs, CUDNN_DATA_FLOAT, CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_UNPACKED, steps, batch, kInput,
                            lengths.data(), nullptr);
  cudnnSetRNNDataDescriptor(ys, CUDNN_DATA_FLOAT, CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_UNPACKED, steps, batch, hidden,
                            lengths.data(), nullptr);
  cudnnTensorDescriptor_t state;
  cudnnCreateTensorDescriptor(&state);
  int sizes[] = {1, batch, hidden};
  int strides[] = {batch * hidden, hidden, 1};
  cudnnSetTensorNdDescriptor(state, CUDNN_DATA_FLOAT, 3, sizes, strides);
  size_t workspaceBytes = 0, reserveBytes = 0, weightBytes = 0;
  if (status == CUDNN_STATUS_SUCCESS) {
    status = cudnnGetRNNTempSpaceSizes(handle, rnn, CUDNN_FWD_MODE_TRAINING, xs, &workspaceBytes, &reserveBytes);
  }
  if (status == CUDNN_STATUS_SUCCESS) {
    status = cudnnGetRNNWeightSpaceSize(handle, rnn, &weightBytes);
  }
  if (status != CUDNN_STATUS_SUCCESS) {
    std::printf(" - | - | - | %s |\n", cudnnGetErrorString(status));
  } else {
    size_t outputs = static_cast<size_t>(steps) * batch * hidden;
    size_t inputs = static_cast<size_t>(steps) * batch * kInput;
    float* weights = filled(weightBytes / sizeof(float), 0.05f);
    float* gradients = filled(weightBytes / sizeof(float), 0);
    float* x = filled(inputs, 1);
    float* dx = filled(inputs, 0);
    float* y = filled(outputs, 0);
    float* dy = filled(outputs, 0.01f);
    float* workspace = filled(workspaceBytes / sizeof(float) + 1, 0);
    float* reserve = filled(reserveBytes / sizeof(float) + 1, 0);
    cell(medianMs([&] {
      return cudnnRNNForward(handle, rnn, CUDNN_FWD_MODE_TRAINING, deviceLengths, xs, x, ys, y, state, nullptr, nullptr,
                             state, nullptr, nullptr, weightBytes, weights, workspaceBytes, workspace, reserveBytes,
                             reserve);
    }));
    cell(medianMs([&] {
      return cudnnRNNBackwardData_v8(handle, rnn, deviceLengths, ys, y, dy, xs, dx, state, nullptr, nullptr, nullptr,
                                     state, nullptr, nullptr, nullptr, weightBytes, weights, workspaceBytes, workspace,
                                     reserveBytes, reserve);
    }));
    cell(medianMs([&] {
      return cudnnRNNBackwardWeights_v8(handle, rnn, CUDNN_WGRAD_MODE_ADD, deviceLengths, xs, x, state, nullptr, ys, y,
                                        weightBytes, gradients, workspaceBytes, workspace, reserveBytes, reserve);
    }));
    std::printf(" %.1f MB |\n", (workspaceBytes + reserveBytes) / 1e6);
    for (float* each : {weights, gradients, x, dx, y, dy, workspace, reserve}) {
      CUDA(cudaFree(each));
    }
  }
  CUDA(cudaFree(deviceLengths));
  cudnnDestroyTensorDescriptor(state);
  cudnnDestroyRNNDataDescriptor(xs);
  cudnnDestroyRNNDataDescriptor(ys);
  cudnnDestroyRNNDescriptor(rnn);
  cudnnDestroyDropoutDescriptor(dropout);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  cudaDeviceProp device;
  CUDA(cudaGetDeviceProperties(&device, 0));
  cudnnHandle_t handle;
  if (count < 2 || cudnnCreate(&handle) != CUDNN_STATUS_SUCCESS) {
    std::fprintf(stderr, "cudnn_lstm: needs shapes BATCHxSTEPSxHIDDEN, and a cuDNN that can be used\n");
    return 2;
  }
  std::printf("cuDNN %zu, %s\n\n", cudnnGetVersion(), device.name);
  std::printf("| shape | math | algorithm | forward | backward, data | backward, weights | workspace and reserve |\n");
  std::printf("|:--|:--|:--|--:|--:|--:|--:|\n");
  for (int i = 1; i < count; i++) {
    int batch, steps, hidden;
    if (std::sscanf(arguments[i], "%dx%dx%d", &batch, &steps, &hidden) != 3) {
      std::fprintf(stderr, "cudnn_lstm: a shape is BATCHxSTEPSxHIDDEN, not %s\n", arguments[i]);
      return 2;
    }
    for (bool tf32 : {false, true}) {
      line(handle, arguments[i], batch, steps, hidden, tf32, CUDNN_RNN_ALGO_STANDARD, "standard");
      line(handle, arguments[i], batch, steps, hidden, tf32, CUDNN_RNN_ALGO_PERSIST_STATIC, "persist static");
      line(handle, arguments[i], batch, steps, hidden, tf32, CUDNN_RNN_ALGO_PERSIST_STATIC_SMALL_H, "persist small h");
    }
  }
  return 0;
}
