package io.lagbench.lstm.onednn;

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
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.memory.ArrayLayout;
import io.lagbench.lstm.memory.NativeAddress;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.global.dnnl.rnn_direction;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.lstm_backward;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * oneDNN's primitives for one shape, for training or for inference. Arrays of the layer stay where they are; all other
 * memory lies in an arena of {@link #bytes} that {@link #bind} names, so plans that never run at the same time can share
 * one. The scratchpad lies there too: the library's own belongs to the thread that made the primitive, and running in
 * another would crash.
 *
 * <p>Weights pass through a buffer in oneDNN's format {@code ldgoi}, which is DL4J's 'f' order but for the order of the
 * gates, and from there into the format that the primitive prefers. States and their gradients are always passed: oneDNN
 * 2.5.2 computes a wrong recurrent-weight gradient without them. Weight gradients accumulate, so they are zeroed first.
 */
final class OneDnnLstmPlan implements AutoCloseable {
    private static final long FLOAT_BYTES = Float.BYTES;
    private static final long PAGE = 4096;

    private final LstmShape shape;
    private final boolean training;
    private final engine cpu;
    private final primitive_attr attributes;
    private final List<Pointer> kept = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private long bytes;

    /** Stands in for addresses that are not known yet; the bindings take no null. */
    private final FloatPointer placeholder;

    private final lstm_forward forward;
    private final IntMemoryMap forwardArguments;
    private final memory source;
    private final memory sourceOutput;
    private final memory sourceCell;
    private final memory destination;

    /** What the backward pass reads, when the caller's may have changed, and where an output goes that nobody wants. */
    private final memory ownOutput;

    private final memory lastOutput;
    private final memory lastCell;
    private final memory bias;
    private final Weights inputWeights;
    private final Weights recurrentWeights;
    private final Backward backward;

    /** Memory of the plan's own and its place in the arena. */
    private record Placed(memory memory, long offset) {}

    /** Copies between two formats. */
    private final class Conversion {
        private final reorder primitive;
        private final IntMemoryMap arguments = keep(new IntMemoryMap());

        Conversion(memory from, memory to) {
            reorder.primitive_desc choice =
                    new reorder.primitive_desc(cpu, from.get_desc(), cpu, to.get_desc(), attributes, false);
            primitive = keep(new reorder(choice));
            arguments.put(DNNL_ARG_FROM, from);
            arguments.put(DNNL_ARG_TO, to);
            addScratchpad(arguments, choice.scratchpad_desc());
        }

        void run(stream queue) {
            primitive.execute(queue, arguments);
        }
    }

    /** Weights of one kind: DL4J's values in a plain buffer, and in the format that the forward pass prefers. */
    private final class Weights {
        private final memory plain;
        private final memory preferred;
        private final Conversion toPreferred;

        Weights(memory.desc plainFormat, memory.desc preferredFormat) {
            plain = own(plainFormat);
            preferred = own(preferredFormat);
            toPreferred = new Conversion(plain, preferred);
        }
    }

    /** Weights of one kind in the format that the backward pass prefers, and their gradients. */
    private final class WeightsBackward {
        private final memory preferred;
        private final memory gradient;
        private final Conversion toPreferred;
        private final Conversion toPlain;

        WeightsBackward(Weights weights, memory.desc preferredFormat, memory.desc gradientFormat) {
            preferred = own(preferredFormat);
            gradient = own(gradientFormat);
            toPreferred = new Conversion(weights.plain, preferred);
            toPlain = new Conversion(gradient, weights.plain);
        }
    }

    /** What only training needs. */
    private final class Backward {
        private final lstm_backward primitive;
        private final IntMemoryMap arguments;
        private final memory sourceGradient;
        private final memory destinationGradient;
        private final memory noOutputGradient;
        private final memory lastOutputGradient;
        private final memory lastCellGradient;
        private final memory firstOutputGradient;
        private final memory firstCellGradient;
        private final memory biasGradient;
        private final WeightsBackward inputWeightsBackward;
        private final WeightsBackward recurrentWeightsBackward;

        Backward(Formats formats, lstm_forward.primitive_desc forwardChoice) {
            lstm_backward.primitive_desc choice = new lstm_backward.primitive_desc(
                    new lstm_backward.desc(
                            prop_kind.backward,
                            rnn_direction.unidirectional_left2right,
                            formats.x,
                            formats.state,
                            formats.state,
                            formats.anyInput,
                            formats.anyRecurrent,
                            formats.bias,
                            formats.y,
                            formats.state,
                            formats.state,
                            formats.x,
                            formats.state,
                            formats.state,
                            formats.anyInput,
                            formats.anyRecurrent,
                            formats.bias,
                            formats.y,
                            formats.state,
                            formats.state),
                    attributes,
                    cpu,
                    forwardChoice);
            primitive = keep(new lstm_backward(choice));
            sourceGradient = reference(formats.x);
            destinationGradient = reference(formats.y);
            noOutputGradient = own(formats.y);
            lastOutputGradient = own(formats.state);
            lastCellGradient = own(formats.state);
            firstOutputGradient = own(formats.state);
            firstCellGradient = own(formats.state);
            biasGradient = own(formats.bias);
            inputWeightsBackward =
                    new WeightsBackward(inputWeights, choice.weights_layer_desc(), choice.diff_weights_layer_desc());
            recurrentWeightsBackward =
                    new WeightsBackward(recurrentWeights, choice.weights_iter_desc(), choice.diff_weights_iter_desc());
            memory workspace = own(forwardChoice.workspace_desc());
            forwardArguments.put(DNNL_ARG_WORKSPACE, workspace);
            arguments = dataArguments();
            arguments.put(DNNL_ARG_WORKSPACE, workspace);
            arguments.put(DNNL_ARG_WEIGHTS_LAYER, inputWeightsBackward.preferred);
            arguments.put(DNNL_ARG_WEIGHTS_ITER, recurrentWeightsBackward.preferred);
            arguments.put(DNNL_ARG_DIFF_SRC_LAYER, sourceGradient);
            arguments.put(DNNL_ARG_DIFF_SRC_ITER, firstOutputGradient);
            arguments.put(DNNL_ARG_DIFF_SRC_ITER_C, firstCellGradient);
            arguments.put(DNNL_ARG_DIFF_WEIGHTS_LAYER, inputWeightsBackward.gradient);
            arguments.put(DNNL_ARG_DIFF_WEIGHTS_ITER, recurrentWeightsBackward.gradient);
            arguments.put(DNNL_ARG_DIFF_BIAS, biasGradient);
            arguments.put(DNNL_ARG_DIFF_DST_LAYER, destinationGradient);
            arguments.put(DNNL_ARG_DIFF_DST_ITER, lastOutputGradient);
            arguments.put(DNNL_ARG_DIFF_DST_ITER_C, lastCellGradient);
            addScratchpad(arguments, choice.scratchpad_desc());
        }
    }

    /** Formats of what goes in and out. */
    private static final class Formats {
        private final memory.desc x;
        private final memory.desc y;
        private final memory.desc state;
        private final memory.desc bias;
        private final memory.desc anyInput;
        private final memory.desc anyRecurrent;
        private final memory.desc plainInput;
        private final memory.desc plainRecurrent;

        Formats(LstmShape shape) {
            long t = shape.timeSteps();
            long b = shape.batch();
            long n = shape.input();
            long h = shape.hidden();
            x = format(memory.format_tag.tnc, t, b, n);
            y = format(memory.format_tag.tnc, t, b, h);
            state = format(memory.format_tag.ldnc, 1, 1, b, h);
            bias = format(memory.format_tag.ldgo, 1, 1, LstmWeights.GATES, h);
            anyInput = format(memory.format_tag.any, 1, 1, n, LstmWeights.GATES, h);
            anyRecurrent = format(memory.format_tag.any, 1, 1, h, LstmWeights.GATES, h);
            plainInput = format(memory.format_tag.ldgoi, 1, 1, n, LstmWeights.GATES, h);
            plainRecurrent = format(memory.format_tag.ldgoi, 1, 1, h, LstmWeights.GATES, h);
        }

        private static memory.desc format(memory.format_tag tag, long... dimensions) {
            return new memory.desc(dimensions, memory.data_type.f32, tag);
        }
    }

    OneDnnLstmPlan(engine cpu, LstmShape shape, boolean training) {
        this.cpu = cpu;
        this.shape = shape;
        this.training = training;
        try (PointerScope temporary = scope()) {
            attributes = keep(new primitive_attr());
            attributes.set_scratchpad_mode(scratchpad_mode.user);
            placeholder = keep(new FloatPointer(1));
            Formats formats = new Formats(shape);
            lstm_forward.primitive_desc choice = new lstm_forward.primitive_desc(
                    new lstm_forward.desc(
                            training ? prop_kind.forward_training : prop_kind.forward_inference,
                            rnn_direction.unidirectional_left2right,
                            formats.x,
                            formats.state,
                            formats.state,
                            formats.anyInput,
                            formats.anyRecurrent,
                            formats.bias,
                            formats.y,
                            formats.state,
                            formats.state),
                    attributes,
                    cpu);
            forward = keep(new lstm_forward(choice));
            source = reference(formats.x);
            destination = reference(formats.y);
            ownOutput = own(formats.y);
            sourceOutput = own(formats.state);
            sourceCell = own(formats.state);
            lastOutput = own(formats.state);
            lastCell = own(formats.state);
            bias = own(formats.bias);
            inputWeights = new Weights(formats.plainInput, choice.weights_layer_desc());
            recurrentWeights = new Weights(formats.plainRecurrent, choice.weights_iter_desc());
            forwardArguments = dataArguments();
            forwardArguments.put(DNNL_ARG_WEIGHTS_LAYER, inputWeights.preferred);
            forwardArguments.put(DNNL_ARG_WEIGHTS_ITER, recurrentWeights.preferred);
            addScratchpad(forwardArguments, choice.scratchpad_desc());
            backward = training ? new Backward(formats, choice) : null;
        }
    }

    private IntMemoryMap dataArguments() {
        IntMemoryMap arguments = keep(new IntMemoryMap());
        arguments.put(DNNL_ARG_SRC_LAYER, source);
        arguments.put(DNNL_ARG_SRC_ITER, sourceOutput);
        arguments.put(DNNL_ARG_SRC_ITER_C, sourceCell);
        arguments.put(DNNL_ARG_BIAS, bias);
        arguments.put(DNNL_ARG_DST_LAYER, destination);
        arguments.put(DNNL_ARG_DST_ITER, lastOutput);
        arguments.put(DNNL_ARG_DST_ITER_C, lastCell);
        return arguments;
    }

    private void addScratchpad(IntMemoryMap arguments, memory.desc format) {
        if (format.get_size() > 0) {
            arguments.put(DNNL_ARG_SCRATCHPAD, own(format));
        }
    }

    LstmShape shape() {
        return shape;
    }

    boolean training() {
        return training;
    }

    /** Size of the arena that this plan needs. */
    long bytes() {
        return bytes;
    }

    /** Takes an arena for its own; what it held is lost. It must begin at a page. */
    void bind(BytePointer arena) {
        for (Placed each : placed) {
            each.memory.set_data_handle(arena.getPointer(each.offset));
        }
    }

    /** Takes over the weights, each contiguous in DL4J's order. */
    void setWeights(INDArray input, INDArray recurrent, INDArray newBias) {
        copyGates(NativeAddress.of(input), inputWeights.plain, shape.input(), false);
        copyGates(NativeAddress.of(recurrent), recurrentWeights.plain, shape.hidden(), false);
        copyGates(NativeAddress.of(newBias), bias, 1, false);
    }

    /** Takes over the state before the first step; null for zeros. */
    void setState(INDArray output, INDArray cell) {
        set(sourceOutput, output);
        set(sourceCell, cell);
    }

    private void set(memory target, INDArray values) {
        if (values == null) {
            zero(target);
        } else {
            Pointer.memcpy(target.get_data_handle(), NativeAddress.of(values), stateBytes());
        }
    }

    private long stateBytes() {
        return (long) shape.batch() * shape.hidden() * FLOAT_BYTES;
    }

    /** @param output null if it is not wanted */
    void forward(stream queue, INDArray input, INDArray output) {
        inputWeights.toPreferred.run(queue);
        recurrentWeights.toPreferred.run(queue);
        source.set_data_handle(NativeAddress.of(input));
        boolean direct = output != null && !training;
        destination.set_data_handle(direct ? NativeAddress.of(output) : ownOutput.get_data_handle());
        forward.execute(queue, forwardArguments);
        queue._wait();
        if (output != null && !direct) {
            Pointer.memcpy(NativeAddress.of(output), ownOutput.get_data_handle(), shape.timeSteps() * stateBytes());
        }
    }

    /** The state after the last step, in new arrays. */
    LstmState lastState() {
        return new LstmState(state(lastOutput), state(lastCell));
    }

    /** The gradient with respect to the state before the first step, in new arrays. */
    LstmState firstGradient() {
        return new LstmState(state(backward.firstOutputGradient), state(backward.firstCellGradient));
    }

    private INDArray state(memory values) {
        INDArray copy = Nd4j.createUninitialized(DataType.FLOAT, new long[] {shape.batch(), shape.hidden()}, 'c');
        Pointer.memcpy(NativeAddress.of(copy), values.get_data_handle(), stateBytes());
        return copy;
    }

    /**
     * @param outputGradient null for zeros
     * @param lastGradient null for zeros
     */
    void backward(
            stream queue, INDArray input, INDArray outputGradient, LstmState lastGradient, INDArray inputGradient) {
        backward.inputWeightsBackward.toPreferred.run(queue);
        backward.recurrentWeightsBackward.toPreferred.run(queue);
        source.set_data_handle(NativeAddress.of(input));
        if (outputGradient == null) {
            zero(backward.noOutputGradient);
        }
        backward.destinationGradient.set_data_handle(
                outputGradient == null
                        ? backward.noOutputGradient.get_data_handle()
                        : NativeAddress.of(outputGradient));
        backward.sourceGradient.set_data_handle(NativeAddress.of(inputGradient));
        set(backward.lastOutputGradient, lastGradient == null ? null : ArrayLayout.inC(lastGradient.output()));
        set(backward.lastCellGradient, lastGradient == null ? null : ArrayLayout.inC(lastGradient.cell()));
        zero(backward.inputWeightsBackward.gradient);
        zero(backward.recurrentWeightsBackward.gradient);
        zero(backward.biasGradient);
        backward.primitive.execute(queue, backward.arguments);
        backward.inputWeightsBackward.toPlain.run(queue);
        backward.recurrentWeightsBackward.toPlain.run(queue);
        queue._wait();
    }

    /** Only the two primitives, on what the buffers hold. */
    void repeatPrimitives(stream queue) {
        forward.execute(queue, forwardArguments);
        backward.primitive.execute(queue, backward.arguments);
        queue._wait();
    }

    void readInputWeightGradient(INDArray target) {
        copyGates(NativeAddress.of(target), inputWeights.plain, shape.input(), true);
    }

    void readRecurrentWeightGradient(INDArray target) {
        copyGates(NativeAddress.of(target), recurrentWeights.plain, shape.hidden(), true);
    }

    void readBiasGradient(INDArray target) {
        copyGates(NativeAddress.of(target), backward.biasGradient, 1, true);
    }

    /** Copies gate by gate between DL4J's order and oneDNN's. */
    private void copyGates(FloatPointer dl4j, memory plain, int rows, boolean toDl4j) {
        long block = (long) rows * shape.hidden();
        FloatPointer inside = new FloatPointer(plain.get_data_handle());
        for (int gate = 0; gate < LstmWeights.GATES; gate++) {
            Pointer here = inside.getPointer(gate * block); // memcpy would take a position for bytes
            Pointer there = dl4j.getPointer(LstmWeights.columnBlock(gate) * block);
            Pointer.memcpy(toDl4j ? there : here, toDl4j ? here : there, block * FLOAT_BYTES);
        }
    }

    @SuppressWarnings("unchecked") // its constructor takes classes by varargs; none are given
    private static PointerScope scope() {
        return new PointerScope();
    }

    /** Memory of the plan's own, in the arena. */
    private memory own(memory.desc format) {
        memory made = reference(format);
        placed.add(new Placed(made, bytes));
        bytes += (format.get_size() + PAGE - 1) / PAGE * PAGE;
        return made;
    }

    /** Memory that lies elsewhere and is named before each call. */
    private memory reference(memory.desc format) {
        return keep(new memory(format, cpu, placeholder));
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
        placed.clear();
    }
}
