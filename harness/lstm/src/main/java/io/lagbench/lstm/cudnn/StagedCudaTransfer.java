package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
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
 * one transfer. Input and output stay on the device for the backward pass.
 */
final class StagedCudaTransfer implements CudaTransfer {
    private final CUstream_st stream;
    private final Releases releases = new Releases();
    private final Map<Role, BufferPair> pairs = new EnumMap<>(Role.class);
    private final Cuda.Buffer weights = releases.buffer(Cuda.Buffer.pinned());
    private final List<Runnable> results = new ArrayList<>();

    StagedCudaTransfer(CUstream_st stream) {
        this.stream = stream;
        for (Role role : Role.values()) {
            pairs.put(
                    role,
                    new BufferPair(releases.buffer(Cuda.Buffer.pinned()), releases.buffer(Cuda.Buffer.onDevice())));
        }
    }

    private record BufferPair(Cuda.Buffer host, Cuda.Buffer device) {}

    private static long bytes(INDArray array) {
        return array.length() * Float.BYTES;
    }

    @Override
    public void begin() {
        results.clear(); // of a call that failed
    }

    @Override
    public Pointer read(Role role, INDArray array) {
        BufferPair pair = pairs.get(role);
        long bytes = bytes(array);
        Pointer device = pair.device.atLeast(bytes);
        Pointer host = pair.host.atLeast(bytes);
        Pointer.memcpy(host, NativeAddress.of(array), bytes);
        up(device, host, bytes);
        return device;
    }

    private void up(Pointer device, Pointer host, long bytes) {
        Cuda.check("copy to the device", cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, stream));
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
        results.add(() -> {
            down(host, device, bytes);
            synchronize();
            Pointer.memcpy(NativeAddress.of(target), host, bytes);
        });
    }

    @Override
    public void pack(CuDnnWeightSpace space, LstmWeights from, Pointer device) {
        BytePointer host = new BytePointer(weights.atLeast(space.bytes()));
        Pointer.memset(host, 0, space.bytes());
        for (CuDnnWeightSpace.Block block : space.blocks()) {
            BytePointer values = new BytePointer(NativeAddress.of(block.kind().of(from)));
            Pointer.memcpy(host.getPointer(block.offset()), values.getPointer(block.offsetInDl4j()), block.size());
        }
        up(device, host, space.bytes());
    }

    @Override
    public void unpack(CuDnnWeightSpace space, Pointer device, LstmWeights to) {
        BytePointer host = new BytePointer(weights.atLeast(space.bytes()));
        down(host, device, space.bytes());
        results.add(() -> {
            synchronize();
            for (CuDnnWeightSpace.Block block : space.blocks()) {
                BytePointer values =
                        new BytePointer(NativeAddress.of(block.kind().of(to)));
                Pointer.memcpy(values.getPointer(block.offsetInDl4j()), host.getPointer(block.offset()), block.size());
            }
        });
    }

    @Override
    public void copy(Pointer device, INDArray target) {
        down(NativeAddress.of(target), device, bytes(target));
        synchronize();
    }

    @Override
    public void finish() {
        results.forEach(Runnable::run);
        results.clear();
        synchronize();
    }

    private void synchronize() {
        Cuda.check("cudaStreamSynchronize", cudaStreamSynchronize(stream));
    }

    @Override
    public void close() {
        releases.close();
    }
}
