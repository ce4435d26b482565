package io.lagbench.lstm;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.global.dnnl.rnn_direction;
import org.bytedeco.dnnl.lstm_backward;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * oneDNN's primitives for one shape, with all memory they need except the layer's own input, output and their gradients,
 * which stay where they are.
 *
 * <p>Weights pass through a buffer in oneDNN's format {@code ldgoi}, which is DL4J's 'f' order but for the order of the
 * gates, and from there into the format that the primitive prefers. States and their gradients are always passed: oneDNN
 * 2.5.2 computes a wrong recurrent-weight gradient without them. Weight gradients accumulate, so they are zeroed first.
 */
final class OneDnnLstmPlan implements AutoCloseable {
    /** For each of oneDNN's gates (input, forget, candidate, output) the column block of DL4J's. */
    private static final int[] DL4J_BLOCK = {3, 1, 0, 2};

    private static final long FLOAT_BYTES = Float.BYTES;

    private final LstmShape shape;
    private final engine cpu;
    private final List<Pointer> kept = new ArrayList<>();

    /** Stands in for addresses that are not known yet; the bindings take no null. */
    private final FloatPointer placeholder;

    private long run;

    private final lstm_forward forward;
    private final lstm_backward backward;
    private final IntMemoryMap forwardArguments;
    private final IntMemoryMap backwardArguments;

    private final memory source;
    private final memory sourceOutput;
    private final memory sourceCell;
    private final memory destination;
    private final memory lastOutput;
    private final memory lastCell;
    private final memory sourceGradient;
    private final memory destinationGradient;

    private final memory bias;
    private final memory biasGradient;
    private final Converted inputWeights;
    private final Converted recurrentWeights;

    /** Weights of one kind: DL4J's values in a plain buffer, and in the formats that the two primitives prefer. */
    private final class Converted {
        private final memory plain;
        private final memory forForward;
        private final memory forBackward;
        private final memory gradient;
        private final reorder toForward;
        private final reorder toBackward;
        private final reorder toPlain;

        Converted(
                memory.desc plainFormat,
                memory.desc forwardFormat,
                memory.desc backwardFormat,
                memory.desc gradientFormat) {
            plain = memory(plainFormat);
            forForward = memory(forwardFormat);
            forBackward = memory(backwardFormat);
            gradient = memory(gradientFormat);
            toForward = keep(new reorder(plain, forForward));
            toBackward = keep(new reorder(plain, forBackward));
            toPlain = keep(new reorder(gradient, plain));
        }
    }

    OneDnnLstmPlan(engine cpu, stream queue, LstmShape shape) {
        this.cpu = cpu;
        this.shape = shape;
        long t = shape.timeSteps();
        long b = shape.batch();
        long n = shape.input();
        long h = shape.hidden();
        try (PointerScope temporary = scope()) {
            placeholder = keep(new FloatPointer(1));
            memory.desc x = format(memory.format_tag.tnc, t, b, n);
            memory.desc y = format(memory.format_tag.tnc, t, b, h);
            memory.desc state = format(memory.format_tag.ldnc, 1, 1, b, h);
            memory.desc biasFormat = format(memory.format_tag.ldgo, 1, 1, 4, h);
            memory.desc anyW = format(memory.format_tag.any, 1, 1, n, 4, h);
            memory.desc anyR = format(memory.format_tag.any, 1, 1, h, 4, h);
            memory.desc plainW = format(memory.format_tag.ldgoi, 1, 1, n, 4, h);
            memory.desc plainR = format(memory.format_tag.ldgoi, 1, 1, h, 4, h);

            lstm_forward.primitive_desc forwardChoice = new lstm_forward.primitive_desc(
                    new lstm_forward.desc(
                            prop_kind.forward_training,
                            rnn_direction.unidirectional_left2right,
                            x,
                            state,
                            state,
                            anyW,
                            anyR,
                            biasFormat,
                            y,
                            state,
                            state),
                    cpu);
            lstm_backward.primitive_desc backwardChoice = new lstm_backward.primitive_desc(
                    new lstm_backward.desc(
                            prop_kind.backward,
                            rnn_direction.unidirectional_left2right,
                            x,
                            state,
                            state,
                            anyW,
                            anyR,
                            biasFormat,
                            y,
                            state,
                            state,
                            x,
                            state,
                            state,
                            anyW,
                            anyR,
                            biasFormat,
                            y,
                            state,
                            state),
                    cpu,
                    forwardChoice);
            forward = keep(new lstm_forward(forwardChoice));
            backward = keep(new lstm_backward(backwardChoice));

            source = reference(x);
            destination = reference(y);
            sourceGradient = reference(x);
            destinationGradient = reference(y);
            sourceOutput = memory(state);
            sourceCell = memory(state);
            lastOutput = reference(state);
            lastCell = reference(state);
            memory noGradient = zeroed(state);
            memory sourceOutputGradient = memory(state);
            memory sourceCellGradient = memory(state);
            bias = memory(biasFormat);
            biasGradient = memory(biasFormat);
            memory workspace = memory(forwardChoice.workspace_desc());
            inputWeights = new Converted(
                    plainW,
                    forwardChoice.weights_layer_desc(),
                    backwardChoice.weights_layer_desc(),
                    backwardChoice.diff_weights_layer_desc());
            recurrentWeights = new Converted(
                    plainR,
                    forwardChoice.weights_iter_desc(),
                    backwardChoice.weights_iter_desc(),
                    backwardChoice.diff_weights_iter_desc());

            forwardArguments = keep(new IntMemoryMap());
            backwardArguments = keep(new IntMemoryMap());
            for (IntMemoryMap arguments : List.of(forwardArguments, backwardArguments)) {
                arguments.put(DNNL_ARG_SRC_LAYER, source);
                arguments.put(DNNL_ARG_SRC_ITER, sourceOutput);
                arguments.put(DNNL_ARG_SRC_ITER_C, sourceCell);
                arguments.put(DNNL_ARG_BIAS, bias);
                arguments.put(DNNL_ARG_DST_LAYER, destination);
                arguments.put(DNNL_ARG_DST_ITER, lastOutput);
                arguments.put(DNNL_ARG_DST_ITER_C, lastCell);
                arguments.put(DNNL_ARG_WORKSPACE, workspace);
            }
            forwardArguments.put(DNNL_ARG_WEIGHTS_LAYER, inputWeights.forForward);
            forwardArguments.put(DNNL_ARG_WEIGHTS_ITER, recurrentWeights.forForward);
            backwardArguments.put(DNNL_ARG_WEIGHTS_LAYER, inputWeights.forBackward);
            backwardArguments.put(DNNL_ARG_WEIGHTS_ITER, recurrentWeights.forBackward);
            backwardArguments.put(DNNL_ARG_DIFF_SRC_LAYER, sourceGradient);
            backwardArguments.put(DNNL_ARG_DIFF_SRC_ITER, sourceOutputGradient);
            backwardArguments.put(DNNL_ARG_DIFF_SRC_ITER_C, sourceCellGradient);
            backwardArguments.put(DNNL_ARG_DIFF_WEIGHTS_LAYER, inputWeights.gradient);
            backwardArguments.put(DNNL_ARG_DIFF_WEIGHTS_ITER, recurrentWeights.gradient);
            backwardArguments.put(DNNL_ARG_DIFF_BIAS, biasGradient);
            backwardArguments.put(DNNL_ARG_DIFF_DST_LAYER, destinationGradient);
            backwardArguments.put(DNNL_ARG_DIFF_DST_ITER, noGradient);
            backwardArguments.put(DNNL_ARG_DIFF_DST_ITER_C, noGradient);
        }
    }

    LstmShape shape() {
        return shape;
    }

    /** Changes with every pass, forward or backward. */
    long run() {
        return run;
    }

    /** Takes over the weights, each contiguous in DL4J's order. */
    void setWeights(INDArray input, INDArray recurrent, INDArray newBias) {
        copyGates(OneDnnLstmKernel.address(input), inputWeights.plain, shape.input(), false);
        copyGates(OneDnnLstmKernel.address(recurrent), recurrentWeights.plain, shape.hidden(), false);
        copyGates(OneDnnLstmKernel.address(newBias), bias, 1, false);
    }

    /** Takes over the state before the first step; null for zeros. */
    void setState(INDArray output, INDArray cell) {
        set(sourceOutput, output);
        set(sourceCell, cell);
    }

    private void set(memory target, INDArray values) {
        long bytes = (long) shape.batch() * shape.hidden() * FLOAT_BYTES;
        if (values == null) {
            Pointer.memset(target.get_data_handle(), 0, bytes);
        } else {
            Pointer.memcpy(target.get_data_handle(), OneDnnLstmKernel.address(values), bytes);
        }
    }

    void forward(stream queue, INDArray input, INDArray output, INDArray endOutput, INDArray endCell) {
        run++;
        inputWeights.toForward.execute(queue, inputWeights.plain, inputWeights.forForward);
        recurrentWeights.toForward.execute(queue, recurrentWeights.plain, recurrentWeights.forForward);
        source.set_data_handle(OneDnnLstmKernel.address(input));
        destination.set_data_handle(OneDnnLstmKernel.address(output));
        lastOutput.set_data_handle(OneDnnLstmKernel.address(endOutput));
        lastCell.set_data_handle(OneDnnLstmKernel.address(endCell));
        forward.execute(queue, forwardArguments);
        queue._wait();
    }

    void backward(stream queue, INDArray input, INDArray output, INDArray outputGradient, INDArray inputGradient) {
        inputWeights.toBackward.execute(queue, inputWeights.plain, inputWeights.forBackward);
        recurrentWeights.toBackward.execute(queue, recurrentWeights.plain, recurrentWeights.forBackward);
        source.set_data_handle(OneDnnLstmKernel.address(input));
        destination.set_data_handle(OneDnnLstmKernel.address(output));
        destinationGradient.set_data_handle(OneDnnLstmKernel.address(outputGradient));
        sourceGradient.set_data_handle(OneDnnLstmKernel.address(inputGradient));
        zero(inputWeights.gradient);
        zero(recurrentWeights.gradient);
        zero(biasGradient);
        backward.execute(queue, backwardArguments);
        inputWeights.toPlain.execute(queue, inputWeights.gradient, inputWeights.plain);
        recurrentWeights.toPlain.execute(queue, recurrentWeights.gradient, recurrentWeights.plain);
        queue._wait();
        run++; // the weights are gone from the plain buffers: this pass is used up
    }

    void readInputWeightGradient(INDArray target) {
        copyGates(OneDnnLstmKernel.address(target), inputWeights.plain, shape.input(), true);
    }

    void readRecurrentWeightGradient(INDArray target) {
        copyGates(OneDnnLstmKernel.address(target), recurrentWeights.plain, shape.hidden(), true);
    }

    void readBiasGradient(INDArray target) {
        copyGates(OneDnnLstmKernel.address(target), biasGradient, 1, true);
    }

    /** Copies gate by gate between DL4J's order and oneDNN's. */
    private void copyGates(Pointer dl4j, memory plain, int rows, boolean toDl4j) {
        long block = (long) rows * shape.hidden();
        FloatPointer outside = new FloatPointer(dl4j);
        FloatPointer inside = new FloatPointer(plain.get_data_handle());
        for (int gate = 0; gate < LstmWeights.GATES; gate++) {
            Pointer here = inside.getPointer(gate * block); // memcpy would take a position for bytes
            Pointer there = outside.getPointer(DL4J_BLOCK[gate] * block);
            Pointer.memcpy(toDl4j ? there : here, toDl4j ? here : there, block * FLOAT_BYTES);
        }
    }

    @SuppressWarnings("unchecked") // its constructor takes classes by varargs; none are given
    private static PointerScope scope() {
        return new PointerScope();
    }

    private static memory.desc format(memory.format_tag tag, long... dimensions) {
        return new memory.desc(dimensions, memory.data_type.f32, tag);
    }

    /** Memory of the plan's own. */
    private memory memory(memory.desc format) {
        return keep(new memory(format, cpu));
    }

    /** Memory that lies elsewhere and is named before each call. */
    private memory reference(memory.desc format) {
        return keep(new memory(format, cpu, placeholder));
    }

    private memory zeroed(memory.desc format) {
        memory made = memory(format);
        zero(made);
        return made;
    }

    private static void zero(memory target) {
        Pointer.memset(target.get_data_handle(), 0, target.get_desc().get_size());
    }

    private <P extends Pointer> P keep(P pointer) {
        pointer.retainReference(); // else the scope would take it along
        kept.add(pointer);
        return pointer;
    }

    @Override
    public void close() {
        for (int i = kept.size() - 1; i >= 0; i--) {
            kept.get(i).releaseReference();
        }
        kept.clear();
    }
}
