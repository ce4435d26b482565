/* The CUDA runtime, as far as Lagbench calls it. Source: CUDA Runtime API, NVIDIA. */
#include "device.h"

#include <stdio.h>
#include <string.h>

enum {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  MEMORY_ALLOCATION = 2,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  INVALID_RESOURCE_HANDLE = 400
};
enum { HOST_TO_DEVICE = 1, DEVICE_TO_HOST = 2, DEVICE_TO_DEVICE = 3 };

#define STREAM "cudaStream"

/* The beginning of struct cudaDeviceProp of driver_types.h; version 13 has lost clockRate. */
struct properties {
  char name[256];
  char uuid[16];
  char luid[8];
  unsigned luid_device_node_mask;
  size_t total_global_mem;
  size_t shared_mem_per_block;
  int regs_per_block;
  int warp_size;
  size_t mem_pitch;
  int max_threads_per_block;
  int max_threads_dim[3];
  int max_grid_size[3];
#if CUDA_MAJOR < 13
  int clock_rate;
#endif
  size_t total_const_mem;
  int major;
  int minor;
};

#define BEGIN(function)           \
  enter();                        \
  int error = called(function);   \
  const char *name = function;    \
  (void)name;                     \
  if (!error) {
#define END \
  }         \
  leave();  \
  return error;

int cudaGetDeviceCount(int *devices) {
  BEGIN("cudaGetDeviceCount")
  *devices = visible_devices();
  error = *devices > 0 ? SUCCESS : NO_DEVICE;
  END
}

#if CUDA_MAJOR == 12
int cudaGetDeviceProperties_v2(struct properties *properties, int visible) {
#else
int cudaGetDeviceProperties(struct properties *properties, int visible) {
#endif
  BEGIN("cudaGetDeviceProperties")
  int bus = bus_number(visible);
  if (bus < 0) {
    error = INVALID_DEVICE;
  } else {
    size_t free_bytes;
    memset(properties, 0, sizeof *properties);
    snprintf(properties->name, sizeof properties->name, "Stand-in %d, no GPU", bus);
    device_memory(&free_bytes, &properties->total_global_mem);
    properties->warp_size = 32;
    properties->major = 9;
    properties->minor = 0;
  }
  END
}

int cudaDeviceGetPCIBusId(char *text, int length, int visible) {
  BEGIN("cudaDeviceGetPCIBusId")
  int bus = bus_number(visible);
  if (bus < 0) {
    error = INVALID_DEVICE;
  } else if (snprintf(text, (size_t)length, "0000:%02x:00.0", bus + 1) >= length) {
    error = INVALID_VALUE;
  }
  END
}

/* Here tests read what was counted until now, too. */
int cudaMemGetInfo(size_t *free_bytes, size_t *total_bytes) {
  BEGIN("cudaMemGetInfo")
  device_memory(free_bytes, total_bytes);
  write_counts();
  END
}

int cudaMalloc(void **address, size_t bytes) {
  BEGIN("cudaMalloc")
  *address = device_allocate(bytes);
  error = *address ? SUCCESS : MEMORY_ALLOCATION;
  END
}

int cudaFree(void *address) {
  BEGIN("cudaFree")
  wait_for_all();
  if (address && !device_release(address)) {
    misused(name, "not an address of cudaMalloc");
    error = INVALID_VALUE;
  }
  END
}

int cudaMallocHost(void **address, size_t bytes) {
  BEGIN("cudaMallocHost")
  *address = pinned_allocate(bytes);
  END
}

int cudaFreeHost(void *address) {
  BEGIN("cudaFreeHost")
  wait_for_all();
  if (address && !pinned_release(address)) {
    misused(name, "not an address of cudaMallocHost");
    error = INVALID_VALUE;
  }
  END
}

static int stream_is_there(const char *function, void *stream) {
  if (stream && !alive(STREAM, stream)) {
    misused(function, "not a stream");
    return 0;
  }
  return 1;
}

struct copy {
  void *to;
  const void *from;
  size_t bytes;
  int kind;
};

static int copy_now(void *arguments) {
  struct copy *copy = arguments;
  void *to = copy->kind == DEVICE_TO_HOST ? copy->to : device_at("copy", "the target", copy->to, copy->bytes);
  const void *from =
      copy->kind == HOST_TO_DEVICE ? copy->from : device_at("copy", "the source", copy->from, copy->bytes);
  if (!to || !from) {
    return INVALID_VALUE;
  }
  memmove(to, from, copy->bytes);
  return SUCCESS;
}

int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream) {
  BEGIN("cudaMemcpyAsync")
  struct copy copy = {to, from, bytes, kind};
  int fits = stream_is_there(name, stream);
  fits &= kind == DEVICE_TO_HOST ? host_reaches(name, to, bytes) : device_at(name, "the target", to, bytes) != NULL;
  fits &= kind == HOST_TO_DEVICE ? host_reaches(name, from, bytes) : device_at(name, "the source", from, bytes) != NULL;
  if (!fits || kind < HOST_TO_DEVICE || kind > DEVICE_TO_DEVICE) {
    error = INVALID_VALUE;
  } else {
    static const char *const way[] = {"", "up", "down", "within"};
    char counter[32];
    snprintf(counter, sizeof counter, "copies-%s", way[kind]);
    count(counter, 1);
    snprintf(counter, sizeof counter, "bytes-%s", way[kind]);
    count(counter, bytes);
    error = enqueue(stream, copy_now, &copy, sizeof copy);
  }
  END
}

struct fill {
  void *at;
  int value;
  size_t bytes;
};

static int fill_now(void *arguments) {
  struct fill *fill = arguments;
  void *at = device_at("fill", "the target", fill->at, fill->bytes);
  if (!at) {
    return INVALID_VALUE;
  }
  memset(at, fill->value, fill->bytes);
  return SUCCESS;
}

int cudaMemsetAsync(void *at, int value, size_t bytes, void *stream) {
  BEGIN("cudaMemsetAsync")
  struct fill fill = {at, value, bytes};
  if (!stream_is_there(name, stream) || !device_at(name, "the target", at, bytes)) {
    error = INVALID_VALUE;
  } else {
    error = enqueue(stream, fill_now, &fill, sizeof fill);
  }
  END
}

int cudaStreamCreate(void **stream) {
  BEGIN("cudaStreamCreate")
  *stream = created(STREAM, 1);
  END
}

int cudaStreamSynchronize(void *stream) {
  BEGIN("cudaStreamSynchronize")
  error = stream_is_there(name, stream) ? wait_for(stream) : INVALID_RESOURCE_HANDLE;
  END
}

int cudaStreamDestroy(void *stream) {
  BEGIN("cudaStreamDestroy")
  if (!alive(STREAM, stream)) {
    misused(name, "not a stream");
    error = INVALID_RESOURCE_HANDLE;
  } else {
    error = wait_for(stream);
    destroyed(STREAM, stream);
  }
  END
}

const char *cudaGetErrorName(int error) {
  switch (error) {
    case SUCCESS: return "cudaSuccess";
    case INVALID_VALUE: return "cudaErrorInvalidValue";
    case MEMORY_ALLOCATION: return "cudaErrorMemoryAllocation";
    case NO_DEVICE: return "cudaErrorNoDevice";
    case INVALID_DEVICE: return "cudaErrorInvalidDevice";
    case INVALID_RESOURCE_HANDLE: return "cudaErrorInvalidResourceHandle";
    default: return "cudaErrorUnknown";
  }
}

const char *cudaGetErrorString(int error) {
  switch (error) {
    case SUCCESS: return "no error";
    case INVALID_VALUE: return "invalid argument";
    case MEMORY_ALLOCATION: return "out of memory";
    case NO_DEVICE: return "no CUDA-capable device is detected";
    case INVALID_DEVICE: return "invalid device ordinal";
    case INVALID_RESOURCE_HANDLE: return "invalid resource handle";
    default: return "unknown error";
  }
}
