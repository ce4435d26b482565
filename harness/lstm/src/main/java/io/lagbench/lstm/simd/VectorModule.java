package io.lagbench.lstm.simd;

import io.lagbench.lstm.kernel.Exponential;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Whether this process has vectors, and what computes on them: the only class that knows those which need the module. */
final class VectorModule {
    /** System property: width of vectors in bits, 128, 256 or 512, in place of what the processor prefers; for tests. */
    static final String WIDTH = "lagbench.simd.bits";

    private static final String NAME = "jdk.incubator.vector";
    private static final String LANES = "io.lagbench.lstm.simd.VectorLanes";
    private static final String UNITS = "io.lagbench.lstm.simd.VectorUnits";
    private static final String EXPONENTIAL = "io.lagbench.lstm.simd.VectorExponential";
    private static final String PEAK = "io.lagbench.lstm.simd.VectorPeak";

    private VectorModule() {}

    /** Why there are no vectors, in one line; empty if there are. */
    static Optional<String> missing() {
        return ModuleLayer.boot().findModule(NAME).isPresent()
                ? Optional.empty()
                : Optional.of("the module " + NAME + " is not there; start Java with --add-modules " + NAME);
    }

    /** What computes sequences side by side. */
    static LaneArithmetic lanes() {
        return load(LANES, LaneArithmetic.class);
    }

    /** What computes one sequence. */
    static UnitArithmetic units() {
        return load(UNITS, UnitArithmetic.class);
    }

    /** What computes exponentials. */
    static Exponential exponential() {
        return load(EXPONENTIAL, Exponential.class);
    }

    /** Operations a second that one core can do at most, measured. */
    static double peak() {
        return load(PEAK, DoubleSupplier.class).getAsDouble();
    }

    private static <T> T load(String name, Class<T> type) {
        try {
            return type.cast(Class.forName(name).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the vector code cannot be loaded", e);
        }
    }
}
