package io.lagbench.jmh;

import io.lagbench.lstm.KernelKind;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.onednn.OneDnnLstmKernel;
import io.lagbench.lstm.reference.ReferenceLstmKernel;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A kernel's forward and backward pass over a whole batch of sequences, and oneDNN's bare primitives. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
public class KernelBenchmark {

    /** Arrays of one shape. */
    @State(Scope.Benchmark)
    public static class Arrays {
        /** Batch x steps x hidden. */
        @Param({"1x4x20", "1x1000x20", "16x1000x20", "32x1000x128", "128x100x256"})
        public String shape;

        private LstmWeights weights;
        private LstmWeights gradients;
        private INDArray input;
        private INDArray inputGradient;
        private INDArray output;
        private INDArray outputGradient;

        /** For JMH, which sets the shape and calls {@link #draw}. */
        public Arrays() {}

        Arrays(Shape sizes) {
            shape = sizes.toString();
            draw();
        }

        /** Draws them. */
        @Setup
        public void draw() {
            Shape sizes = Shape.parse(shape);
            int gates = 4 * sizes.hidden();
            weights = new LstmWeights(
                    random('f', Shape.SYMBOLS, gates), random('f', sizes.hidden(), gates), random('f', 1, gates));
            gradients = new LstmWeights(
                    weights.input().dup('f'),
                    weights.recurrent().dup('f'),
                    weights.bias().dup('f'));
            input = random('c', sizes.timeSteps(), sizes.batch(), Shape.SYMBOLS);
            inputGradient = input.dup('c');
            output = random('c', sizes.timeSteps(), sizes.batch(), sizes.hidden());
            outputGradient = output.dup('c');
        }

        private static INDArray random(char order, long... shape) {
            return Nd4j.rand(DataType.FLOAT, shape).subi(0.5f).muli(0.2f).dup(order);
        }

        LstmKernel.Pass forward(LstmKernel kernel) {
            return kernel.forward(weights, input, null, output, true);
        }

        void backward(LstmKernel kernel, LstmKernel.Pass pass) {
            kernel.backward(weights, pass, outputGradient, inputGradient, gradients);
        }
    }

    /** A kernel. */
    @State(Scope.Benchmark)
    public static class Kernel {
        /** Which. */
        @Param({"onednn", "simd", "reference"})
        public String kernel;

        private LstmKernel made;

        /** Makes it. */
        @Setup
        public void open() {
            made = kernel.equals("reference") ? new ReferenceLstmKernel() : new KernelKind(kernel).create();
        }

        /** Releases it. */
        @TearDown
        public void close() {
            made.close();
        }
    }

    /** A forward pass before each backward pass. */
    @State(Scope.Benchmark)
    public static class Passed {
        private LstmKernel.Pass pass;

        /** Runs forward. */
        @Setup(Level.Invocation)
        public void forward(Arrays arrays, Kernel kernel) {
            pass = arrays.forward(kernel.made);
        }
    }

    /** oneDNN's primitives after a training pass. */
    @State(Scope.Benchmark)
    public static class Bare {
        private final OneDnnLstmKernel kernel = new OneDnnLstmKernel();
        private LstmKernel.Pass pass;

        /** Held because the primitives read and write where these are. */
        private Arrays arrays;

        /** Makes a pass. */
        @Setup
        public void open(Arrays of) {
            arrays = of;
            pass = arrays.forward(kernel);
            arrays.backward(kernel, pass);
        }

        void run() {
            kernel.repeatPrimitives(pass);
        }

        /** Releases the kernel. */
        @TearDown
        public void close() {
            kernel.close();
        }
    }

    /** Forward, for training. */
    @Benchmark
    public LstmKernel.Pass forward(Arrays arrays, Kernel kernel) {
        return arrays.forward(kernel.made);
    }

    /** Backward; a forward pass stands before each, outside the time. */
    @Benchmark
    public void backward(Arrays arrays, Kernel kernel, Passed passed) {
        arrays.backward(kernel.made, passed.pass);
    }

    /** Only oneDNN's forward and backward primitive. */
    @Benchmark
    public void barePrimitives(Bare bare) {
        bare.run();
    }
}
