/* NVML, as far as Lagbench calls it where there is no device file. Source: NVML API Reference, NVIDIA. */
#include "device.h"

#include <stdio.h>
#include <string.h>

enum { SUCCESS = 0, INVALID_ARGUMENT = 2, NOT_FOUND = 6, INSUFFICIENT_SIZE = 7 };
enum { CLOCK_SM = 1, CLOCK_MEMORY = 2 };

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

static int is_device(void *device) { return (char *)device >= devices && (char *)device < devices + sizeof devices; }

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
  return answer("nvmlDeviceGetMemoryInfo", is_device(device) ? SUCCESS : INVALID_ARGUMENT);
}

int nvmlSystemGetDriverVersion(char *text, unsigned length) {
  enter();
  int fits = snprintf(text, length, "590.48.01") < (int)length;
  return answer("nvmlSystemGetDriverVersion", fits ? SUCCESS : INSUFFICIENT_SIZE);
}

int nvmlDeviceGetMaxClockInfo(void *device, int clock, unsigned *megahertz) {
  enter();
  int known = is_device(device) && (clock == CLOCK_SM || clock == CLOCK_MEMORY);
  if (known) {
    *megahertz = clock == CLOCK_SM ? 1 : 2;
  }
  return answer("nvmlDeviceGetMaxClockInfo", known ? SUCCESS : INVALID_ARGUMENT);
}
