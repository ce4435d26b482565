/* What the stand-in's libraries share: device memory, streams, and what is noted of calls. All of it lives in libcuda.so.1. */
#ifndef STAND_IN_DEVICE_H
#define STAND_IN_DEVICE_H

#include <stddef.h>

/* One call at a time; every function of the libraries begins and ends with these. */
void enter(void);
void leave(void);

/*
 * Notes a call. Returns 0, or the error that a file in the folder CUDA_STAND_IN_FAULTS asks for, which is named by the process, or else all.
 * Its lines are FUNCTION CALL ERROR: the so many-th call of the function since the file is there (0 for all) returns the error.
 */
int called(const char *function);

/* Notes that a function was used as its documentation forbids. */
void misused(const char *function, const char *format, ...);

/* Notes an object that has to be destroyed, and that it was. Objects that are left are reported at exit. */
void *created(const char *kind, size_t bytes);
int destroyed(const char *kind, void *object);
int alive(const char *kind, const void *object);

/* Device memory. Nothing but the stand-in can touch it, and fresh memory is all NaN. NULL if there is not so much left. */
void *device_allocate(size_t bytes);
int device_release(void *address);
void device_memory(size_t *free_bytes, size_t *total_bytes);

/* Where the stand-in can touch so many bytes at a device address; NULL and a note unless they lie within one allocation. */
void *device_at(const char *function, const char *what, const void *address, size_t bytes);

/* Pinned memory of the host. */
void *pinned_allocate(size_t bytes);
int pinned_release(void *address);

/* Bytes at a host address that may be touched: notes it if they begin in pinned memory and end outside. */
int host_reaches(const char *function, const void *address, size_t bytes);

/*
 * Work that is queued on a stream (NULL: the default one) and done when somebody waits: before that nothing has been read, and nothing
 * written. The arguments are copied.
 */
typedef int (*work)(void *arguments);
int enqueue(void *stream, work what, const void *arguments, size_t bytes);
int wait_for(void *stream);
int wait_for_all(void);

/* Adds to a number that is noted under a name. */
void count(const char *what, size_t amount);

/* Writes all numbers so far to a file in the folder CUDA_STAND_IN_LOG, named by the process and .counts: lines NAME NUMBER. */
void write_counts(void);

/* Devices: how many are visible, and the number by bus of the so many-th visible one. */
int visible_devices(void);
int bus_number(int visible);

#endif
