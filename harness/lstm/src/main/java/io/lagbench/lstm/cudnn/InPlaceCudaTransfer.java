package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemsetAsync;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.NativeAddress;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays of ND4J's CUDA backend, used where they are on the device. */
final class InPlaceCudaTransfer implements CudaTransfer {
    private final CUstream_st stream;
    private final List<INDArray> written = new ArrayList<>();

    InPlaceCudaTransfer(CUstream_st stream) {
        this.stream = stream;
    }

    @Override
    public void begin() {
        written.clear(); // of a call that failed
        Nd4j.getExecutioner().commit();
    }

    @Override
    public Pointer read(Role role, INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.DEVICE);
        return NativeAddress.onDevice(array);
    }

    @Override
    public Pointer write(Role role, INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.DEVICE);
        written.add(array);
        return NativeAddress.onDevice(array);
    }

    @Override
    public void bring(Role role, Pointer device, INDArray target) {
        copy(write(role, target), device, target.length() * Float.BYTES);
    }

    @Override
    public void pack(CuDnnWeightSpace space, LstmWeights from, Pointer device) {
        BytePointer target = new BytePointer(device);
        Cuda.check("cudaMemsetAsync", cudaMemsetAsync(device, 0, space.bytes(), stream));
        for (CuDnnWeightSpace.Block block : space.blocks()) {
            BytePointer values = new BytePointer(read(null, block.kind().of(from)));
            copy(target.getPointer(block.offset()), values.getPointer(block.offsetInDl4j()), block.size());
        }
    }

    @Override
    public void unpack(CuDnnWeightSpace space, Pointer device, LstmWeights to) {
        BytePointer source = new BytePointer(device);
        for (CuDnnWeightSpace.Block block : space.blocks()) {
            BytePointer values = new BytePointer(write(null, block.kind().of(to)));
            copy(values.getPointer(block.offsetInDl4j()), source.getPointer(block.offset()), block.size());
        }
    }

    private void copy(Pointer to, Pointer from, long bytes) {
        Cuda.check("copy on the device", cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream));
    }

    @Override
    public void finish() {
        Cuda.check("cudaStreamSynchronize", cudaStreamSynchronize(stream));
        written.forEach(array -> Nd4j.getAffinityManager().tagLocation(array, Location.DEVICE));
        written.clear();
    }

    @Override
    public void close() {
        written.clear();
    }
}
