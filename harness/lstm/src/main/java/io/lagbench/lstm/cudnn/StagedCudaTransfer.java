package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.NativeAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays in host memory: each role has a buffer on the device and a pinned one on the host between, and all weights travel in
 * one transfer, if one of them has changed. Input and output stay on the device for the backward pass.
 */
final class StagedCudaTransfer implements CudaTransfer {
    private final CUstream_st stream;
    private final Releases releases = new Releases();
    private final Map<Role, BufferPair> pairs = new EnumMap<>(Role.class);
    private final Cuda.Buffer weights = releases.buffer(Cuda.Buffer.pinned());
    private final Cuda.Buffer gradients = releases.buffer(Cuda.Buffer.pinned());
    private final List<Runnable> copies = new ArrayList<>();
    private final List<Runnable> results = new ArrayList<>();

    /** Whose weights are on the device, as they are in the pinned memory; null if they may not be. */
    private PackedWeights packed;

    /** The same once the call that is queued is done. */
    private PackedWeights packing;

    StagedCudaTransfer(CUstream_st stream) {
        this.stream = stream;
        for (Role role : Role.values()) {
            pairs.put(
                    role,
                    new BufferPair(releases.buffer(Cuda.Buffer.pinned()), releases.buffer(Cuda.Buffer.onDevice())));
        }
    }

    private record BufferPair(Cuda.Buffer host, Cuda.Buffer device) {}

    private record PackedWeights(CuDnnWeightSpace space, Pointer device, Pointer host) {
        /** Whether it is the same memory, not one that has got its address since. */
        boolean isSame(PackedWeights other) {
            return other != null && device == other.device && host == other.host && space.equals(other.space);
        }
    }

    private static long bytes(INDArray array) {
        return array.length() * Float.BYTES;
    }

    @Override
    public void begin() {
        copies.clear(); // of a call that failed
        results.clear();
        packing = packed;
        packed = null;
    }

    @Override
    public Pointer read(Role role, INDArray array) {
        BufferPair pair = pairs.get(role);
        long bytes = bytes(array);
        Pointer device = pair.device.atLeast(bytes);
        Pointer host = pair.host.atLeast(bytes);
        Pointer.memcpy(host, NativeAddress.of(array), bytes);
        Cuda.copyUp(device, host, bytes, stream);
        return device;
    }

    private void down(Pointer host, Pointer device, long bytes) {
        Cuda.check("copy from the device", cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, stream));
    }

    @Override
    public Pointer write(Role role, INDArray array) {
        Pointer device = pairs.get(role).device.atLeast(bytes(array));
        bring(role, device, array);
        return device;
    }

    @Override
    public void bring(Role role, Pointer device, INDArray target) {
        long bytes = bytes(target);
        Pointer host = pairs.get(role).host.atLeast(bytes);
        copies.add(() -> down(host, device, bytes));
        results.add(() -> Pointer.memcpy(NativeAddress.of(target), host, bytes));
    }

    @Override
    public void pack(CuDnnWeightSpace space, LstmWeights from, Pointer device) {
        PackedWeights asked = new PackedWeights(space, device, weights.atLeast(space.bytes()));
        BytePointer host = new BytePointer(asked.host);
        boolean changed = !asked.isSame(packing);
        if (changed) {
            Pointer.memset(host, 0, space.bytes());
        }
        for (CuDnnWeightSpace.Block block : space.blocks()) {
            Pointer values = new BytePointer(NativeAddress.of(block.kind().of(from))).getPointer(block.offsetInDl4j());
            Pointer there = host.getPointer(block.offset());
            if (changed || Pointer.memcmp(there, values, block.size()) != 0) {
                changed = true;
                Pointer.memcpy(there, values, block.size());
            }
        }
        if (changed) {
            Cuda.copyUp(device, host, space.bytes(), stream);
        }
        packing = asked;
    }

    @Override
    public void unpack(CuDnnWeightSpace space, Pointer device, LstmWeights to) {
        BytePointer host = new BytePointer(gradients.atLeast(space.bytes()));
        copies.add(() -> down(host, device, space.bytes()));
        results.add(() -> {
            for (CuDnnWeightSpace.Block block : space.blocks()) {
                BytePointer values =
                        new BytePointer(NativeAddress.of(block.kind().of(to)));
                Pointer.memcpy(values.getPointer(block.offsetInDl4j()), host.getPointer(block.offset()), block.size());
            }
        });
    }

    @Override
    public void finish() {
        copies.forEach(Runnable::run);
        copies.clear();
        Cuda.check("cudaStreamSynchronize", cudaStreamSynchronize(stream));
        packed = packing;
        results.forEach(Runnable::run);
        results.clear();
    }

    @Override
    public void close() {
        releases.close();
    }
}
