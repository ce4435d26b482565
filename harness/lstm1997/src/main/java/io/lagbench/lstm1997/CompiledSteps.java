package io.lagbench.lstm1997;

import io.lagbench.lstm1997.MethodWriter.Expression;
import io.lagbench.lstm1997.MethodWriter.Variable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes a class for one topology: {@link LoopedSteps} without loops over units, what one step hands to the next in local variables, which
 * takes two thirds of the time of one sequence with two cells that see all units, and two sequences side by side less than one after the
 * other. Operations and their order are the same, and so are results, to the last bit.
 */
final class CompiledSteps {
    /** The JVM compiles no method of more bytes. */
    private static final int MOST_BYTES = 8000;

    /** With what is inlined: from about here on the JVM's compiler leaves calls as they are. */
    private static final int MOST_INLINED_BYTES = 7600;

    /** Of {@link Logistic#at}. */
    private static final int INLINED_BYTES = 151;

    /** What units see, together: the code of more is longer in any case. */
    private static final int MOST_WEIGHTS = 320;

    private static final Type DOUBLES = Type.getType(double[].class);
    private static final Type INTS = Type.getType(int[].class);
    private static final Type NOTES = Type.getType(StepNotes.class);
    private static final Type LANE = Type.getType(Lane.class);
    private static final String RUN = "run";
    private static final int FIRST_LANE = 4;
    private static final String SUPER = Type.getInternalName(CellSteps.class);

    private final Topology topology;
    private final boolean symbolic;
    private final int cells;
    private final int units;
    private final int sources;
    private final int[] block;
    private final MethodWriter code;

    // Parameters of run, in their order behind 0, which is the object; lanes follow.
    private final Variable symbols;
    private final Variable vectors;
    private final Variable steps;

    private CompiledSteps(Topology topology, boolean symbolic, MethodVisitor run, int lanes) {
        this.topology = topology;
        this.symbolic = symbolic;
        this.cells = topology.cells();
        this.units = topology.units();
        this.sources = topology.sources();
        this.block = topology.blockOfCell();
        this.code = new MethodWriter(run, FIRST_LANE + lanes);
        this.symbols = code.variable(INTS, 1);
        this.vectors = code.variable(DOUBLES, 2);
        this.steps = code.variable(Type.INT_TYPE, 3);
    }

    /** Whether a topology is small enough. */
    static boolean suits(Topology topology, boolean symbolic) {
        return suits(topology, symbolic, 1);
    }

    /** Two sequences take less time side by side where all calls are inlined, and more where not; one takes less than loops either way. */
    private static boolean suits(Topology topology, boolean symbolic, int lanes) {
        if (topology.units() * (topology.sources() + (symbolic ? 1 : topology.inputs())) > MOST_WEIGHTS) {
            return false;
        }
        MethodWriter.Length length = writeRun(new ClassWriter(0), topology, symbolic, lanes);
        return lanes == 1
                ? length.bytes() <= MOST_BYTES
                : length.bytes() + length.calls() * INLINED_BYTES <= MOST_INLINED_BYTES;
    }

    private static MethodWriter.Length writeRun(ClassWriter written, Topology topology, boolean symbolic, int lanes) {
        MethodVisitor run = written.visitMethod(0, RUN, descriptor(lanes), null, null);
        return new CompiledSteps(topology, symbolic, run, lanes).write(lanes);
    }

    /** Steps of a topology that {@link #suits}. */
    static CellSteps of(Topology topology, Parameters weights, boolean symbolic) {
        MethodType constructor = MethodType.methodType(void.class, Topology.class, Parameters.class);
        ClassWriter written = new ClassWriter(ClassWriter.COMPUTE_MAXS | ClassWriter.COMPUTE_FRAMES);
        written.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, SUPER + "OfOneTopology", null, SUPER, null);
        writeConstructor(written, constructor.toMethodDescriptorString());
        writeRun(written, topology, symbolic, 1);
        if (suits(topology, symbolic, 2)) {
            writeRun(written, topology, symbolic, 2);
        }
        written.visitEnd();
        try {
            MethodHandles.Lookup made = MethodHandles.lookup().defineHiddenClass(written.toByteArray(), true);
            return (CellSteps)
                    made.findConstructor(made.lookupClass(), constructor).invoke(topology, weights);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot compile " + topology, e);
        }
    }

    private static String descriptor(int lanes) {
        Type[] parameters = new Type[FIRST_LANE - 1 + lanes];
        Arrays.fill(parameters, LANE);
        parameters[0] = INTS;
        parameters[1] = DOUBLES;
        parameters[2] = Type.INT_TYPE;
        return Type.getMethodDescriptor(Type.VOID_TYPE, parameters);
    }

    private static void writeConstructor(ClassWriter written, String descriptor) {
        MethodVisitor constructor = written.visitMethod(0, "<init>", descriptor, null, null);
        constructor.visitCode();
        for (int parameter = 0; parameter < 3; parameter++) {
            constructor.visitVarInsn(Opcodes.ALOAD, parameter);
        }
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, SUPER, "<init>", descriptor, false);
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(0, 0);
        constructor.visitEnd();
    }

    /** Phase by phase, so that one lane computes while another waits. */
    private MethodWriter.Length write(int count) {
        Variable self = code.variable(Type.getType(CellSteps.class), 0);
        Variable input = array(self, CellSteps.class, "input");
        Variable recurrent = array(self, CellSteps.class, "recurrent");
        Variable bias = array(self, CellSteps.class, "bias");
        List<LaneVariables> lanes =
                IntStream.range(0, count).mapToObj(LaneVariables::new).toList();
        Variable step = code.variable(Type.INT_TYPE, code.constant(0));
        code.whileBelow(step, steps, () -> {
            lanes.forEach(lane -> net(lane, input, bias));
            lanes.forEach(lane -> addRecurrent(lane, recurrent));
            lanes.forEach(this::open);
            lanes.forEach(this::enter);
            lanes.forEach(lane -> code.unlessNull(lane.notes, () -> note(lane)));
            for (int cell = 0; cell < cells; cell++) {
                for (LaneVariables lane : lanes) {
                    advance(cell, lane);
                }
            }
            step.set(code.plusInt(step, code.constant(1)));
        });
        lanes.forEach(LaneVariables::store);
        return code.end();
    }

    /** A lane's content in local variables. */
    private final class LaneVariables {
        final Variable lane;
        final Variable states;
        final Variable after;
        final Variable before;
        final Variable notes;
        final Variable position;
        final Variable[] state;
        final Variable[] output;
        final Variable[] seen;
        final Variable[] net;
        final Variable[] entering;

        LaneVariables(int number) {
            this.lane = code.variable(LANE, FIRST_LANE + number);
            this.states = array(lane, Lane.class, "states");
            this.after = array(lane, Lane.class, "after");
            this.before = array(lane, Lane.class, "before");
            this.notes = code.variable(NOTES, code.field(lane, Lane.class, "notes", NOTES));
            this.position = code.variable(Type.INT_TYPE, code.field(lane, Lane.class, "position", Type.INT_TYPE));
            this.state = doubles(cells, cell -> element(states, cell));
            this.output = doubles(units, unit -> element(after, unit));
            this.seen = doubles(sources, source -> element(before, source));
            this.net = doubles(units, i -> code.constant(0.0));
            this.entering = doubles(cells, i -> code.constant(0.0));
        }

        void store() {
            CompiledSteps.this.store(states, state);
            CompiledSteps.this.store(after, output);
            CompiledSteps.this.store(before, seen);
            code.setField(lane, Lane.class, "position", Type.INT_TYPE, position);
        }
    }

    private void net(LaneVariables lane, Variable input, Variable bias) {
        for (int source = 0; source < sources; source++) {
            lane.seen[source].set(lane.output[source]);
        }
        if (symbolic) {
            netOfSymbol(lane, input, bias);
        } else {
            netOfVector(lane, input, bias);
        }
        lane.position.set(code.plusInt(lane.position, code.constant(1)));
    }

    private void netOfSymbol(LaneVariables lane, Variable input, Variable bias) {
        Variable symbol = code.variable(Type.INT_TYPE, code.intElement(symbols, lane.position));
        // no symbol is the row of zeros behind the others
        code.ifNegative(symbol, () -> symbol.set(code.constant(topology.inputs())));
        Variable row = code.variable(Type.INT_TYPE, code.timesInt(symbol, code.constant(units)));
        for (int unit = 0; unit < units; unit++) {
            Expression weight = code.element(input, code.plusInt(row, code.constant(unit)));
            boolean biased = unit >= topology.firstBias();
            lane.net[unit].set(biased ? code.plus(weight, element(bias, unit)) : weight);
        }
    }

    private void netOfVector(LaneVariables lane, Variable input, Variable bias) {
        Variable first = code.variable(Type.INT_TYPE, code.timesInt(lane.position, code.constant(topology.inputs())));
        for (int unit = 0; unit < units; unit++) {
            Expression sum = element(bias, unit);
            for (int i = 0; i < topology.inputs(); i++) {
                Expression x = code.element(vectors, code.plusInt(first, code.constant(i)));
                sum = code.timesPlus(element(input, i * units + unit), x, sum);
            }
            lane.net[unit].set(sum);
        }
    }

    private void addRecurrent(LaneVariables lane, Variable recurrent) {
        for (int unit = 0; sources > 0 && unit < units; unit++) {
            Expression sum = lane.net[unit];
            for (int source = sources - 1; source >= 0; source--) {
                sum = code.timesPlus(element(recurrent, unit * sources + source), lane.seen[source], sum);
            }
            lane.net[unit].set(sum);
        }
    }

    private void open(LaneVariables lane) {
        for (int gate = cells; gate < units; gate++) {
            lane.output[gate].set(code.call(Logistic.class, "at", lane.net[gate]));
        }
    }

    private void enter(LaneVariables lane) {
        for (int cell = 0; cell < cells; cell++) {
            lane.entering[cell].set(squashed(topology.content(), lane.net[cell]));
        }
    }

    private void advance(int cell, LaneVariables lane) {
        Variable[] output = lane.output;
        Variable state = lane.state[cell];
        Expression kept = state;
        if (topology.forgetGate()) {
            kept = code.times(kept, output[topology.forgetGates() + block[cell]]);
        }
        state.set(code.timesPlus(output[topology.inputGates() + block[cell]], lane.entering[cell], kept));
        if (sources > 0) {
            Expression leaving = squashed(topology.state(), state);
            output[cell].set(
                    topology.outputGate()
                            ? code.times(output[topology.outputGates() + block[cell]], leaving)
                            : leaving);
        }
    }

    /** {@link Squashing#at}. */
    private Expression squashed(Squashing squashing, Expression x) {
        if (squashing == Squashing.IDENTITY) {
            return x;
        }
        Expression steep = squashing.slope() == 1 ? x : code.times(code.constant(squashing.slope()), x);
        Expression logistic = code.call(Logistic.class, "at", steep);
        return code.timesPlus(code.constant(squashing.height()), logistic, code.constant(squashing.least()));
    }

    /** {@link Squashing#derivative}. */
    private Expression derivative(Squashing squashing, Expression y) {
        Expression above = code.minus(y, code.constant(squashing.least()));
        return code.times(
                code.times(code.constant(squashing.slope()), above),
                code.minus(code.constant(1.0), code.times(above, code.constant(1 / squashing.height()))));
    }

    private void note(LaneVariables lane) {
        Variable notes = lane.notes;
        Variable[] output = lane.output;
        Variable[] entering = lane.entering;
        Variable slopes = array(notes, StepNotes.class, "slopes");
        Variable columns = array(notes, StepNotes.class, "seen");
        Variable kept = array(notes, StepNotes.class, "kept");
        Variable step = code.variable(Type.INT_TYPE, code.field(notes, StepNotes.class, "count", Type.INT_TYPE));
        for (int source = 0; source < sources; source++) {
            code.setElement(columns, row(source, step), lane.seen[source]);
        }
        for (int cell = 0; cell < cells; cell++) {
            Expression in = output[topology.inputGates() + block[cell]];
            Expression ofContent = code.times(in, derivative(topology.content(), entering[cell]));
            code.setElement(slopes, row(cell, step), ofContent);
            code.setElement(slopes, row(cells + cell, step), ofGate(entering[cell], in));
            if (topology.forgetGate()) {
                Expression forget = output[topology.forgetGates() + block[cell]];
                code.setElement(kept, row(cell, step), forget);
                code.setElement(slopes, row(2 * cells + cell, step), ofGate(lane.state[cell], forget));
            }
        }
        code.setField(notes, StepNotes.class, "count", Type.INT_TYPE, code.plusInt(step, code.constant(1)));
    }

    private Expression row(int number, Expression step) {
        return code.plusInt(step, code.constant(number * StepNotes.STEPS));
    }

    /** Slope of a product by the net input of the gate that is one of its factors. */
    private Expression ofGate(Expression factor, Expression gate) {
        return code.times(code.times(factor, gate), code.minus(code.constant(1.0), gate));
    }

    private Variable array(Variable owner, Class<?> of, String field) {
        return code.variable(DOUBLES, code.field(owner, of, field, DOUBLES));
    }

    private Variable[] doubles(int count, IntFunction<Expression> value) {
        return IntStream.range(0, count)
                .mapToObj(i -> code.variable(Type.DOUBLE_TYPE, value.apply(i)))
                .toArray(Variable[]::new);
    }

    private Expression element(Expression array, int index) {
        return code.element(array, code.constant(index));
    }

    private void store(Variable array, Variable[] values) {
        for (int i = 0; i < values.length; i++) {
            code.setElement(array, code.constant(i), values[i]);
        }
    }
}
