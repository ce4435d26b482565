#define _GNU_SOURCE
#include "device.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define NAME_LENGTH 48

struct counter {
  char name[NAME_LENGTH];
  size_t amount;
  struct counter *next;
};

struct allocation {
  char *address; /* what callers see; nobody can read or write there */
  char *content; /* the same memory, for the stand-in */
  size_t bytes;
  size_t mapped;
  struct allocation *next;
};

struct object {
  char kind[NAME_LENGTH];
  void *address;
  struct object *next;
};

struct item {
  void *stream;
  work what;
  void *arguments;
  struct item *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct counter *counters;
static struct counter *fault_calls;
static struct allocation *device;
static struct allocation *pinned;
static struct object *objects;
static struct item *queue;
static size_t in_use;

void enter(void) { pthread_mutex_lock(&mutex); }

void leave(void) { pthread_mutex_unlock(&mutex); }

static size_t add(struct counter **list, const char *name, size_t amount) {
  for (struct counter *each = *list; each; each = each->next) {
    if (strcmp(each->name, name) == 0) {
      return each->amount += amount;
    }
  }
  struct counter *fresh = calloc(1, sizeof *fresh);
  snprintf(fresh->name, sizeof fresh->name, "%s", name);
  fresh->amount = amount;
  fresh->next = *list;
  *list = fresh;
  return amount;
}

void count(const char *what, size_t amount) { add(&counters, what, amount); }

static void note(const char *line) {
  const char *folder = getenv("CUDA_STAND_IN_LOG");
  if (!folder) {
    return;
  }
  char path[4096];
  snprintf(path, sizeof path, "%s/%d.log", folder, (int)getpid());
  FILE *log = fopen(path, "a");
  if (log) {
    fprintf(log, "%s\n", line);
    fclose(log);
  }
}

void misused(const char *function, const char *format, ...) {
  char text[1024];
  int length = snprintf(text, sizeof text, "misuse %s: ", function);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text + length, sizeof text - length, format, arguments);
  va_end(arguments);
  note(text);
  fprintf(stderr, "cuda stand-in: %s\n", text);
}

static FILE *open_faults(void) {
  const char *folder = getenv("CUDA_STAND_IN_FAULTS");
  if (!folder) {
    return NULL;
  }
  char path[4096];
  snprintf(path, sizeof path, "%s/%d", folder, (int)getpid());
  FILE *faults = fopen(path, "r");
  if (!faults) {
    snprintf(path, sizeof path, "%s/all", folder);
    faults = fopen(path, "r");
  }
  return faults;
}

int called(const char *function) {
  count(function, 1);
  FILE *faults = open_faults();
  if (!faults) {
    /* counting begins again when the file is there again */
    for (struct counter *each = fault_calls; each; each = each->next) {
      each->amount = 0;
    }
    return 0;
  }
  int error;
  int wanted = 0;
  char name[NAME_LENGTH];
  size_t at;
  while (fscanf(faults, "%47s %zu %d", name, &at, &error) == 3) {
    if (strcmp(name, function) == 0) {
      size_t calls = add(&fault_calls, function, 1);
      wanted = at == 0 || calls == at ? error : wanted;
    }
  }
  fclose(faults);
  if (wanted) {
    count("faults", 1);
  }
  return wanted;
}

void *created(const char *kind, size_t bytes) {
  struct object *fresh = calloc(1, sizeof *fresh);
  snprintf(fresh->kind, sizeof fresh->kind, "%s", kind);
  fresh->address = calloc(1, bytes);
  fresh->next = objects;
  objects = fresh;
  return fresh->address;
}

int alive(const char *kind, const void *object) {
  for (struct object *each = objects; each; each = each->next) {
    if (each->address == object && strcmp(each->kind, kind) == 0) {
      return 1;
    }
  }
  return 0;
}

int destroyed(const char *kind, void *object) {
  for (struct object **each = &objects; *each; each = &(*each)->next) {
    if ((*each)->address == object && strcmp((*each)->kind, kind) == 0) {
      struct object *gone = *each;
      *each = gone->next;
      free(gone->address);
      free(gone);
      return 1;
    }
  }
  return 0;
}

static size_t number_from_environment(const char *name, size_t otherwise) {
  const char *text = getenv(name);
  return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

static size_t total_memory(void) { return number_from_environment("CUDA_STAND_IN_MEMORY", (size_t)4 << 30); }

void device_memory(size_t *free_bytes, size_t *total_bytes) {
  *total_bytes = total_memory();
  *free_bytes = in_use < *total_bytes ? *total_bytes - in_use : 0;
}

void *device_allocate(size_t bytes) {
  if (bytes == 0 || in_use + bytes > total_memory()) {
    return NULL;
  }
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t mapped = (bytes + page - 1) / page * page;
  int file = memfd_create("device", 0);
  if (file < 0 || ftruncate(file, (off_t)mapped) != 0) {
    return NULL;
  }
  struct allocation *fresh = calloc(1, sizeof *fresh);
  fresh->address = mmap(NULL, mapped, PROT_NONE, MAP_SHARED, file, 0);
  fresh->content = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  fresh->bytes = bytes;
  fresh->mapped = mapped;
  memset(fresh->content, 0xff, mapped); /* NaN */
  fresh->next = device;
  device = fresh;
  in_use += bytes;
  return fresh->address;
}

int device_release(void *address) {
  for (struct allocation **each = &device; *each; each = &(*each)->next) {
    if ((*each)->address == address) {
      struct allocation *gone = *each;
      *each = gone->next;
      munmap(gone->address, gone->mapped);
      munmap(gone->content, gone->mapped);
      in_use -= gone->bytes;
      free(gone);
      return 1;
    }
  }
  return 0;
}

void *device_at(const char *function, const char *what, const void *address, size_t bytes) {
  const char *at = address;
  for (struct allocation *each = device; each; each = each->next) {
    if (at >= each->address && at < each->address + each->bytes) {
      if (at + bytes > each->address + each->bytes) {
        misused(function, "%s has %zu bytes from %zu on, in an allocation of %zu", what, bytes,
                (size_t)(at - each->address), each->bytes);
        return NULL;
      }
      return each->content + (at - each->address);
    }
  }
  misused(function, "%s is no device address", what);
  return NULL;
}

void *pinned_allocate(size_t bytes) {
  struct allocation *fresh = calloc(1, sizeof *fresh);
  fresh->address = malloc(bytes);
  fresh->bytes = bytes;
  memset(fresh->address, 0xff, bytes);
  fresh->next = pinned;
  pinned = fresh;
  return fresh->address;
}

int pinned_release(void *address) {
  for (struct allocation **each = &pinned; *each; each = &(*each)->next) {
    if ((*each)->address == address) {
      struct allocation *gone = *each;
      *each = gone->next;
      free(gone->address);
      free(gone);
      return 1;
    }
  }
  return 0;
}

int host_reaches(const char *function, const void *address, size_t bytes) {
  const char *at = address;
  for (struct allocation *each = device; each; each = each->next) {
    if (at >= each->address && at < each->address + each->bytes) {
      misused(function, "a host address lies on the device");
      return 0;
    }
  }
  for (struct allocation *each = pinned; each; each = each->next) {
    if (at >= each->address && at < each->address + each->bytes && at + bytes > each->address + each->bytes) {
      misused(function, "%zu bytes reach beyond pinned memory of %zu", bytes, each->bytes);
      return 0;
    }
  }
  return 1;
}

int enqueue(void *stream, work what, const void *arguments, size_t bytes) {
  struct item *fresh = calloc(1, sizeof *fresh);
  fresh->stream = stream;
  fresh->what = what;
  fresh->arguments = malloc(bytes);
  memcpy(fresh->arguments, arguments, bytes);
  struct item **last = &queue;
  while (*last) {
    last = &(*last)->next;
  }
  *last = fresh;
  return 0;
}

static int run(int all, void *stream) {
  int error = 0;
  struct item **each = &queue;
  while (*each) {
    if (!all && (*each)->stream != stream) {
      each = &(*each)->next;
      continue;
    }
    struct item *now = *each;
    *each = now->next;
    int status = now->what(now->arguments);
    if (status && !error) {
      error = status;
    }
    free(now->arguments);
    free(now);
  }
  return error;
}

int wait_for(void *stream) {
  count("waits", 1);
  return run(0, stream);
}

int wait_for_all(void) { return run(1, NULL); }

static int configured_devices(void) { return (int)number_from_environment("CUDA_STAND_IN_DEVICES", 1); }

/* Fastest first, as CUDA counts unless it is told to count by bus: here the last on the bus is the fastest. */
int bus_number(int visible) {
  int devices = configured_devices();
  const char *order = getenv("CUDA_DEVICE_ORDER");
  int by_bus = order && strcmp(order, "PCI_BUS_ID") == 0;
  const char *list = getenv("CUDA_VISIBLE_DEVICES");
  int number = visible;
  if (list) {
    char copy[256];
    snprintf(copy, sizeof copy, "%s", list);
    char *rest = copy;
    for (int i = 0; i <= visible; i++) {
      char *token = strsep(&rest, ",");
      char *end = NULL;
      number = token ? (int)strtol(token, &end, 10) : -1;
      if (!token || end == token || number < 0 || number >= devices) {
        return -1;
      }
    }
  }
  if (number >= devices) {
    return -1;
  }
  return by_bus ? number : devices - 1 - number;
}

int visible_devices(void) {
  int visible = 0;
  while (bus_number(visible) >= 0) {
    visible++;
  }
  return visible;
}

void write_counts(void) {
  const char *folder = getenv("CUDA_STAND_IN_LOG");
  if (!folder) {
    return;
  }
  char path[4096];
  snprintf(path, sizeof path, "%s/%d.counts", folder, (int)getpid());
  FILE *file = fopen(path, "w");
  if (file) {
    for (struct counter *each = counters; each; each = each->next) {
      fprintf(file, "%s %zu\n", each->name, each->amount);
    }
    fclose(file);
  }
}

__attribute__((destructor)) static void report(void) {
  char line[256];
  for (struct counter *each = counters; each; each = each->next) {
    snprintf(line, sizeof line, "count %s %zu", each->name, each->amount);
    note(line);
  }
  for (struct object *each = objects; each; each = each->next) {
    snprintf(line, sizeof line, "leak %s", each->kind);
    note(line);
  }
  for (struct allocation *each = device; each; each = each->next) {
    snprintf(line, sizeof line, "leak device memory %zu", each->bytes);
    note(line);
  }
  for (struct allocation *each = pinned; each; each = each->next) {
    snprintf(line, sizeof line, "leak pinned memory %zu", each->bytes);
    note(line);
  }
  for (struct item *each = queue; each; each = each->next) {
    note("leak work nobody waited for");
  }
}

/* The driver's own entry points, of which the runtime's libraries need one to be there. */
int cuInit(unsigned flags) { return flags == 0 && visible_devices() > 0 ? 0 : 100; }

int cuDriverGetVersion(int *version) {
  *version = (int)number_from_environment("CUDA_STAND_IN_DRIVER", 13010);
  return 0;
}
