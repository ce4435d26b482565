package io.lagbench.dl4j;

import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineDescription;
import io.lagbench.engine.Fit;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.engine.Weights;
import io.lagbench.lstm.cudnn.CudaDevice;
import io.lagbench.lstm.layer.FusedLstmLayer;
import io.lagbench.lstm.memory.Nd4jBackend;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Layout;
import io.lagbench.workloads.Predictions;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.SymbolSequences;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * An {@link Engine} on a DL4J {@link MultiLayerNetwork}, single precision.
 *
 * <p>Inputs and targets are [batch, size, time]: for DL4J's own layers in 'f' order, in which one time step is contiguous, for
 * fused ones time-major; numbers of symbols are INT32, [batch, 1, time]. Where the network answers at every step, labels have the input's full length, because DL4J's
 * truncated backpropagation trains nothing on shorter ones; what carries no loss is hidden by a label mask or, in symbol
 * numbers, has none. Where it answers once, they are [batch, size].
 */
final class Dl4jEngine implements Engine {
    private final String name;
    private final NetworkSpec spec;
    private final MultiLayerNetwork network;
    private final Arrangement arrangement;
    private final FitMarks marks;
    private INDArray latestOutput;

    /**
     * How the network wants its arrays.
     *
     * @param fused whether inputs and targets are time-major
     * @param inputNumbers whether inputs are numbers of symbols
     * @param answersOnce whether targets are those of the last step only
     * @param targetNumbers whether targets are numbers of symbols
     */
    private record Arrangement(boolean fused, boolean inputNumbers, boolean answersOnce, boolean targetNumbers) {}

    Dl4jEngine(String name, NetworkSpec spec, Optional<Weights> weights, Dl4jNetworks.LstmLayer layer) {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
        Nd4j.getMemoryManager().togglePeriodicGc(false); // its pauses would land in the latencies
        this.name = name;
        this.spec = spec;
        this.arrangement = new Arrangement(
                layer.fusesStep(),
                Dl4jNetworks.readsSymbols(spec, layer),
                spec.answersOnce(),
                Dl4jNetworks.readsTargetNumbers(spec, layer));
        this.network = Dl4jNetworks.create(spec, weights, DataType.FLOAT, layer);
        this.marks = new FitMarks(network, asynchronous());
        prepare();
    }

    /** Has the fused layers do beforehand what they do once for the shape that is trained. */
    private void prepare() {
        int segment = spec.how().regime().segment();
        int steps = spec.io().timeSteps();
        int trained = segment == 0 ? steps : Math.min(segment, steps);
        try {
            fused().forEach(layer -> layer.prepare(trained, spec.how().batch()));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public EngineDescription describe() {
        NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
        String buildInfo = ops.buildInfo();
        boolean oneDnn = buildInfo.contains("HAVE_ONEDNN");
        String isa = isa(ops.binaryLevel());
        Map<String, String> details = new TreeMap<>();
        details.put("nd4j_backend", Nd4j.getBackend().getClass().getSimpleName());
        details.put("nd4j_build", buildInfo.replaceAll("\\s+", " ").strip());
        details.put("isa_optimal", isa(ops.optimalLevel()));
        details.put(
                "blas_vendor",
                String.valueOf(Nd4j.getExecutioner().getEnvironmentInformation().get("blas.vendor")));
        if (onDevice()) {
            details.putAll(CudaDevice.facts());
        }
        return new EngineDescription(
                name,
                backend(),
                onDevice() ? CudaDevice.name() : "",
                artifact() + " " + version() + (oneDnn ? " onednn" : "") + kernel(),
                isa,
                ops.ompGetMaxThreads(),
                fused().anyMatch(FusedLstmLayer::flushesDenormals),
                details);
    }

    /** The libraries behind the LSTM layers where they are not ND4J's, asked of the layers. */
    private String kernel() {
        String kernels =
                fused().map(FusedLstmLayer::kernelDescription).distinct().collect(Collectors.joining(" and "));
        return kernels.isEmpty() ? "" : ", " + kernels;
    }

    /** The fused layers of the network. */
    private Stream<FusedLstmLayer> fused() {
        return Arrays.stream(network.getLayers())
                .map(Dl4jEngine::unwrapped)
                .filter(FusedLstmLayer.class::isInstance)
                .map(FusedLstmLayer.class::cast);
    }

    private static Layer unwrapped(Layer layer) {
        return layer instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : layer;
    }

    /** Whether the LSTM layer computes on a device. */
    private boolean onDevice() {
        return Nd4jBackend.onDevice()
                || fused().anyMatch(layer -> layer.kernelDescription().startsWith("cuDNN"));
    }

    /** What computes: with ND4J on the host and nothing offloaded it is not for a device's name, whatever was asked. */
    private Backend backend() {
        if (Nd4jBackend.onDevice()) {
            return Backend.CUDA;
        }
        boolean offloads = onDevice() || spec.where().backend() == Backend.CUDA_OFFLOAD;
        return offloads ? Backend.CUDA_OFFLOAD : Backend.CPU;
    }

    private static String artifact() {
        return Nd4jBackend.onDevice() ? "nd4j-cuda-11.6" : "nd4j-native";
    }

    /** ND4J's own version check leaves the backend out, so its Maven coordinates are read from its jar. */
    private static String version() {
        Properties coordinates = new Properties();
        try (InputStream in = Nd4j.getBackend()
                .getClass()
                .getResourceAsStream("/META-INF/maven/org.nd4j/" + artifact() + "/pom.properties")) {
            if (in != null) {
                coordinates.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return coordinates.getProperty("version", "of unknown version");
    }

    /** libnd4j's binary levels: 1 plain x86-64, 2 AVX2, 3 AVX-512; anything else is another architecture. */
    private static String isa(int level) {
        return switch (level) {
            case 1 -> "x86-64";
            case 2 -> "avx2";
            case 3 -> "avx512";
            default -> System.getProperty("os.arch");
        };
    }

    @Override
    public long parameters() {
        return network.numParams();
    }

    @Override
    public Bound bind(Batch batch) {
        return new BoundArrays(batch, arrangement);
    }

    @Override
    public Weights weights() {
        return Dl4jWeights.of(network, spec.net().model().isLstm());
    }

    /** Releases the latest prediction: garbage that the collector would not see grow. Not in a region that is timed. */
    private void releaseOutput() {
        if (latestOutput != null && latestOutput.closeable()) {
            latestOutput.close();
        }
        latestOutput = null;
    }

    @Override
    public void synchronize() {
        Nd4j.getExecutioner().commit();
    }

    @Override
    public boolean asynchronous() {
        return Nd4jBackend.onDevice();
    }

    @Override
    public OptionalLong deviceBytes() {
        return onDevice() ? CudaDevice.bytesInUse() : OptionalLong.empty();
    }

    @Override
    public void close() {
        releaseOutput();
        for (Layer layer : network.getLayers()) {
            unwrapped(layer).close();
        }
        network.close();
    }

    /** Arrays of one batch. */
    private final class BoundArrays implements Bound {
        private final int sequences;
        private final INDArray inputs;
        private final INDArray targets;
        private final INDArray lossMask;
        private final List<Sequences.Encoder> encoders = new ArrayList<>();

        BoundArrays(Batch batch, Arrangement arrangement) {
            sequences = batch.size();
            if (!spec.io().variableLengths()) {
                encoders.add(() -> requireFullLengths(batch));
            }
            inputs = arrangement.inputNumbers()
                    ? numbers(batch, ((SymbolSequences) batch.inputs())::numbers)
                    : values(batch.inputs(), arrangement.fused());
            if (arrangement.answersOnce()) {
                targets = lastTargets(batch, arrangement.fused());
                lossMask = null;
            } else if (arrangement.targetNumbers()) {
                targets = numbers(batch, batch::targetNumbers);
                lossMask = null;
            } else {
                targets = values(batch.targets(), arrangement.fused());
                lossMask = lossMask(batch);
            }
        }

        /** A task whose sequences differ in length says so: the network may be one that answers after the batch's last step. */
        private static void requireFullLengths(Batch batch) {
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                if (batch.length(sequence) < batch.timeSteps()) {
                    throw new UnsupportedWorkloadException("sequence " + sequence + " has "
                            + batch.length(sequence) + " steps in a network for sequences of one length; supported: "
                            + batch.timeSteps() + ", or a task that says that its lengths vary");
                }
            }
        }

        /** [batch, 1, time] of whole numbers. */
        private INDArray numbers(Batch batch, BiConsumer<IntBuffer, Layout> numbers) {
            INDArray array = array(DataType.INT32, batch.size(), 1, batch.timeSteps());
            IntBuffer buffer = array.data().asNioInt();
            Layout layout = Layout.sequenceFastest(batch.size(), 1);
            encoders.add(() -> numbers.accept(buffer, layout));
            return array;
        }

        /** [batch, size, time]. */
        private INDArray values(Sequences values, boolean timeMajor) {
            int size = values.batch();
            int width = values.width();
            INDArray array = timeMajor
                    ? array(DataType.FLOAT, width, size, values.timeSteps()).permute(1, 0, 2)
                    : array(DataType.FLOAT, size, width, values.timeSteps());
            Layout layout = timeMajor ? Layout.timeMajor(size, width) : Layout.sequenceFastest(size, width);
            encoders.add(values.encoder(array.data().asNioFloat(), layout));
            return array;
        }

        /** [batch, size]. */
        private INDArray lastTargets(Batch batch, boolean sizeFastest) {
            int size = batch.size();
            int width = batch.targets().width();
            INDArray array =
                    sizeFastest ? array(DataType.FLOAT, width, size).permute(1, 0) : array(DataType.FLOAT, size, width);
            FloatBuffer buffer = array.data().asNioFloat();
            Layout layout = sizeFastest ? new Layout(width, 1, 0) : new Layout(1, size, 0);
            encoders.add(() -> batch.encodeLastTargets(buffer, layout));
            return array;
        }

        /** [batch, time]. */
        private INDArray lossMask(Batch batch) {
            INDArray array = array(DataType.FLOAT, batch.size(), batch.timeSteps());
            FloatBuffer buffer = array.data().asNioFloat();
            Layout layout = Layout.sequenceFastest(batch.size(), 1);
            encoders.add(() -> batch.encodeLossMask(buffer, layout));
            return array;
        }

        private static INDArray array(DataType type, long... shape) {
            double values = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
            if (values > Integer.MAX_VALUE) {
                throw new UnsupportedWorkloadException(String.format(
                        Locale.ROOT,
                        "one array would have %.0f values, as %s [batch, size, steps]; at most %d are supported: take a"
                                + " smaller batch, alphabet or length",
                        values,
                        Arrays.toString(shape),
                        Integer.MAX_VALUE));
            }
            return Nd4j.create(type, shape, 'f');
        }

        @Override
        public void encode() {
            releaseOutput();
            encoders.forEach(Sequences.Encoder::encode);
            Nd4j.getAffinityManager().tagLocation(inputs, Location.HOST);
            Nd4j.getAffinityManager().tagLocation(targets, Location.HOST);
            if (lossMask != null) {
                Nd4j.getAffinityManager().tagLocation(lossMask, Location.HOST);
            }
        }

        @Override
        public Fit fit() {
            marks.begin(sequences);
            network.fit(inputs, targets, null, lossMask);
            return marks;
        }

        @Override
        public Predictions predict() {
            marks.down();
            INDArray output = network.output(inputs, false);
            latestOutput = output;
            Nd4j.getAffinityManager().ensureLocation(output, Location.HOST);
            long[] stride = output.stride();
            int stepStride = arrangement.answersOnce() ? 0 : Math.toIntExact(stride[2]);
            return new Predictions(
                    output.data().asNioFloat(),
                    new Layout(Math.toIntExact(stride[0]), Math.toIntExact(stride[1]), stepStride));
        }
    }
}
