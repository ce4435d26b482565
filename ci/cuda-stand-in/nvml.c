/* NVML, as far as Lagbench calls it where there is no device file. Source: NVML API Reference, NVIDIA. */
#include "device.h"

#include <stdio.h>
#include <string.h>

enum { SUCCESS = 0, INVALID_ARGUMENT = 2, NOT_FOUND = 6 };

/* A handle is the place of a device in this array, by bus. */
static char devices[16];

struct memory {
  unsigned long long total;
  unsigned long long free;
  unsigned long long used;
};

static int answer(const char *function, int status) {
  int error = called(function);
  leave();
  return error ? error : status;
}

int nvmlInit_v2(void) {
  enter();
  return answer("nvmlInit_v2", SUCCESS);
}

int nvmlDeviceGetHandleByPciBusId_v2(const char *bus, void **device) {
  enter();
  unsigned number = 0;
  int found = sscanf(bus, "%*x:%x:", &number) == 1 && number >= 1 && number <= sizeof devices;
  *device = found ? &devices[number - 1] : NULL;
  return answer("nvmlDeviceGetHandleByPciBusId_v2", found ? SUCCESS : NOT_FOUND);
}

int nvmlDeviceGetMemoryInfo(void *device, struct memory *memory) {
  enter();
  size_t free_bytes;
  size_t total_bytes;
  device_memory(&free_bytes, &total_bytes);
  memory->total = total_bytes;
  memory->free = free_bytes;
  memory->used = total_bytes - free_bytes;
  int known = (char *)device >= devices && (char *)device < devices + sizeof devices;
  return answer("nvmlDeviceGetMemoryInfo", known ? SUCCESS : INVALID_ARGUMENT);
}
