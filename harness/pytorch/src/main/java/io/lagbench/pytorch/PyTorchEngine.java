package io.lagbench.pytorch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineDescription;
import io.lagbench.engine.Fit;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Weights;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Layout;
import io.lagbench.workloads.Predictions;
import io.lagbench.workloads.Sequences;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An {@link Engine} on PyTorch's LSTM, single precision. Inputs and targets are one-hot or real vectors, [time, batch, size]. Where all
 * sequences end together and only their last step carries loss, the output layer sees that step alone; else it sees all, and a mask
 * takes away what carries no loss.
 */
final class PyTorchEngine implements Engine {
    private final String name;
    private final NetworkSpec spec;
    private final Device device;
    private final NDManager manager;
    private final StackedLstm network;
    private final OutputLoss loss;
    private final Updater updater;
    private final long parameters;
    private final PtNDArray share;
    private final ScopedArrays latest = new ScopedArrays();
    private NDArray lossSum;
    private int updates;

    PyTorchEngine(String name, NetworkSpec spec, Optional<Weights> weights) {
        this.name = name;
        this.spec = spec;
        this.device = PyTorch.device(spec.where().backend());
        this.manager = PyTorch.newManager(device);
        Weights initial = weights.orElseGet(() -> StackedLstm.defaultWeights(spec));
        this.network = new StackedLstm(spec, initial, manager);
        this.loss = new OutputLoss(spec.io().loss());
        this.updater = new Updater(spec.how(), network.parameters(), manager);
        this.parameters = initial.count();
        this.share = (PtNDArray) manager.create(1f / spec.how().batch());
    }

    @Override
    public EngineDescription describe() {
        boolean cpu = device.equals(Device.cpu());
        String where =
                cpu ? "" : "PyTorch " + device + " (" + CudaUtils.getComputeCapability(device.getDeviceId()) + ")";
        return new EngineDescription(
                name,
                spec.where().backend(),
                where,
                PyTorch.description(),
                "",
                JniUtils.getNumThreads(),
                false,
                Map.of("pytorch_interop_threads", Integer.toString(JniUtils.getNumInteropThreads())));
    }

    @Override
    public long parameters() {
        return parameters;
    }

    @Override
    public Bound bind(Batch batch) {
        return new BoundArrays(batch);
    }

    @Override
    public Weights weights() {
        return network.weights();
    }

    @Override
    public boolean asynchronous() {
        return !device.equals(Device.cpu());
    }

    @Override
    public void synchronize() {
        if (asynchronous()) {
            share.getFloat(); // comes behind all that is queued
        }
    }

    @Override
    public void close() {
        latest.close();
        manager.close();
    }

    /** What the latest fit did. */
    private final class LatestFit implements Fit {
        @Override
        public double lossSum() {
            return lossSum.getFloat();
        }

        @Override
        public int updates() {
            return updates;
        }
    }

    /** Values of a batch on their way to an array. */
    private static final class Values {
        private final NDArray array;
        private final ByteBuffer bytes;
        private final Runnable encode;

        Values(NDArray array, Function<FloatBuffer, Sequences.Encoder> encoder) {
            this.array = array;
            this.bytes = ByteBuffer.allocateDirect(Math.multiplyExact((int) array.size(), Float.BYTES))
                    .order(ByteOrder.nativeOrder());
            this.encode = encoder.apply(bytes.asFloatBuffer())::encode;
        }

        void encode() {
            encode.run();
            array.set(bytes.rewind());
        }
    }

    /** Arrays of one batch. */
    private final class BoundArrays implements Bound {
        private final int sequences;
        private final int steps;
        private final NDArray inputs;
        private final NDArray targets;
        private final NDArray mask;
        private final NDList start;
        private final List<Values> values = new ArrayList<>();

        BoundArrays(Batch batch) {
            sequences = batch.size();
            steps = batch.timeSteps();
            inputs = filled(
                    new Shape(steps, sequences, spec.io().inputSize()),
                    buffer -> batch.inputs()
                            .encoder(
                                    buffer,
                                    Layout.timeMajor(sequences, spec.io().inputSize())));
            int outputs = spec.io().outputSize();
            if (spec.answersOnce()) {
                targets = filled(
                        new Shape(sequences, outputs),
                        buffer -> () -> batch.encodeLastTargets(buffer, new Layout(outputs, 1, 0)));
                mask = null;
            } else {
                targets = filled(
                        new Shape(steps, sequences, outputs),
                        buffer -> batch.targets().encoder(buffer, Layout.timeMajor(sequences, outputs)));
                mask = filled(
                        new Shape(steps, sequences, 1),
                        buffer -> () -> batch.encodeLossMask(buffer, Layout.timeMajor(sequences, 1)));
            }
            start = network.zeroState(sequences);
        }

        private NDArray filled(Shape shape, Function<FloatBuffer, Sequences.Encoder> encoder) {
            NDArray array = manager.zeros(shape);
            values.add(new Values(array, encoder));
            return array;
        }

        @Override
        public void encode() {
            values.forEach(Values::encode);
        }

        @Override
        public Fit fit() {
            latest.close();
            lossSum = null;
            updates = 0;
            int segment = spec.how().regime().segment() == 0
                    ? steps
                    : spec.how().regime().segment();
            NDList state = start;
            for (int from = 0; from < steps; from += segment) {
                state = update(from, Math.min(steps, from + segment), state);
            }
            return new LatestFit();
        }

        /** An update on some of the steps; returns the state after them. */
        private NDList update(int from, int to, NDList state) {
            try (ScopedArrays scope = new ScopedArrays()) {
                NDArray x = part(inputs, from, to, scope);
                NDArray t = part(targets, from, to, scope);
                NDArray marks = mask == null ? null : part(mask, from, to, scope);
                NDList results;
                JniUtils.setGradMode(true);
                try {
                    results = network.lstm(x, state, true);
                    results.forEach(scope::add);
                    NDArray logits = network.logits(answers(results.get(0), scope), scope);
                    NDArray sum = loss.sum(logits, t, marks, scope);
                    JniUtils.backward((PtNDArray) sum, share, false, false);
                    add(sum);
                } finally {
                    JniUtils.setGradMode(false);
                }
                updater.update();
                updates++;
                return to == steps ? null : detached(results);
            }
        }

        private NDArray part(NDArray array, int from, int to, ScopedArrays scope) {
            return to - from == steps ? array : scope.add(array.get(new NDIndex().addSliceDim(from, to)));
        }

        /** The steps that the output layer sees. */
        private NDArray answers(NDArray y, ScopedArrays scope) {
            return spec.answersOnce() ? scope.add(y.get(steps - 1)) : y;
        }

        private void add(NDArray sum) {
            NDArray detached = latest.add(sum.stopGradient());
            lossSum = lossSum == null ? detached : lossSum.addi(detached);
        }

        private NDList detached(NDList results) {
            return new NDList(
                    latest.add(results.get(1).stopGradient()),
                    latest.add(results.get(2).stopGradient()));
        }

        @Override
        public Predictions predict() {
            latest.close();
            NDList results = network.lstm(inputs, start, false);
            results.forEach(latest::add);
            NDArray logits = network.logits(answers(results.get(0), latest), latest);
            NDArray outputs = loss.outputs(logits, latest);
            FloatBuffer buffer =
                    outputs.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
            int width = spec.io().outputSize();
            return new Predictions(
                    buffer, spec.answersOnce() ? new Layout(width, 1, 0) : Layout.timeMajor(sequences, width));
        }
    }
}
