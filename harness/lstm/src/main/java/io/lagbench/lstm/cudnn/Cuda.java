package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudart.cudaErrorMemoryAllocation;
import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorName;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaMallocHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudnn.CUDNN_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cudnn.cudnnGetErrorString;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Calls of CUDA and cuDNN with their errors as exceptions, and memory that only grows. */
final class Cuda {
    /**
     * cuDNN 8: CUDNN_STATUS_ALLOC_FAILED. cuDNN 9: CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED and
     * ..._DEVICE_ALLOCATION_FAILED. Numbers, since the names are those of one of the two.
     */
    private static final Set<Integer> OUT_OF_MEMORY = Set.of(2, 4003, 4004);

    /** cuDNN 8: CUDNN_STATUS_ARCH_MISMATCH and CUDNN_STATUS_NOT_SUPPORTED. */
    private static final Set<Integer> NOT_SUPPORTED = Set.of(6, 9);

    /** cuDNN 9: CUDNN_STATUS_NOT_SUPPORTED and more exact ones from there on. */
    private static final int FIRST_NOT_SUPPORTED = 3000;

    private static final int LAST_NOT_SUPPORTED = 3999;

    private Cuda() {}

    /**
     * Checks what a call of the CUDA runtime returned.
     *
     * @throws OutOfMemoryError if the device has no memory left
     * @throws IllegalStateException with CUDA's own name and text of any other error
     */
    static void check(String call, int error) {
        if (error != cudart.cudaSuccess) {
            String text = call + ": " + cudaGetErrorName(error).getString() + ", "
                    + cudaGetErrorString(error).getString();
            if (error == cudaErrorMemoryAllocation) {
                throw new OutOfMemoryError(text);
            }
            throw new IllegalStateException(text);
        }
    }

    /**
     * Checks what a call of cuDNN returned.
     *
     * @throws OutOfMemoryError if cuDNN could not allocate what it needs itself
     * @throws CuDnnNotSupportedException if cuDNN does not have what was asked for
     * @throws IllegalStateException with cuDNN's own text of any other error
     */
    static void checkDnn(String call, int status) {
        if (status != CUDNN_STATUS_SUCCESS) {
            String text = call + ": " + cudnnGetErrorString(status).getString();
            if (OUT_OF_MEMORY.contains(status)) {
                throw new OutOfMemoryError(text);
            }
            if (NOT_SUPPORTED.contains(status) || status >= FIRST_NOT_SUPPORTED && status <= LAST_NOT_SUPPORTED) {
                throw new CuDnnNotSupportedException(text);
            }
            throw new IllegalStateException(text);
        }
    }

    /** Queues a copy from host memory, which has to stay until it is done, to the device. */
    static void copyUp(Pointer device, Pointer host, long bytes, CUstream_st stream) {
        check("copy to the device", cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, stream));
    }

    /**
     * Why a library does not load, in one line; empty if it does.
     *
     * @param what the library, for the message
     */
    static Optional<String> loadProblem(String what, Supplier<?> load) {
        try {
            load.get();
            return Optional.empty();
        } catch (LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String text = String.valueOf(cause.getMessage())
                    .replaceAll("\\s+", " ")
                    .replaceFirst(".*/([^/ ]+: cannot open)", "$1") // the library that is missing, not who asked for it
                    .replaceFirst(".*: ([^: ]+: cannot open)", "$1")
                    .replaceFirst(" in java[.]library[.]path.*", "");
            return Optional.of(what + " does not load: " + text);
        }
    }

    /** Memory on the device or pinned on the host, as large as was ever asked for. */
    static final class Buffer implements AutoCloseable {
        private final boolean pinned;
        private BytePointer memory;
        private long capacity;

        private Buffer(boolean pinned) {
            this.pinned = pinned;
        }

        static Buffer onDevice() {
            return new Buffer(false);
        }

        static Buffer pinned() {
            return new Buffer(true);
        }

        /** At least so many bytes; what was in them is lost if they grow. Null for none. */
        Pointer atLeast(long bytes) {
            if (bytes == 0) {
                return null;
            }
            if (bytes > capacity) {
                close();
                BytePointer fresh = new BytePointer((Pointer) null);
                check(
                        (pinned ? "cudaMallocHost of " : "cudaMalloc of ") + bytes + " bytes",
                        pinned ? cudaMallocHost(fresh, bytes) : cudaMalloc(fresh, bytes));
                memory = fresh;
                capacity = bytes;
            }
            return memory;
        }

        /** Bytes that there are. */
        long capacity() {
            return capacity;
        }

        @Override
        public void close() {
            if (memory != null) {
                int error = pinned ? cudaFreeHost(memory) : cudaFree(memory);
                memory = null;
                capacity = 0;
                check(pinned ? "cudaFreeHost" : "cudaFree", error);
            }
        }
    }
}
