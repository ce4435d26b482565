package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.engine.Architecture;
import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.Gate;
import io.lagbench.engine.Initialization;
import io.lagbench.engine.Model;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.Optimizer;
import io.lagbench.engine.Placement;
import io.lagbench.engine.Regime;
import io.lagbench.engine.Signature;
import io.lagbench.engine.Training;
import io.lagbench.engine.Weights;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Loss;
import io.lagbench.workloads.OutputActivation;
import io.lagbench.workloads.RealSequences;
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.Settings;
import io.lagbench.workloads.SymbolSequences;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecurrentUnitsTest {
    private static final int UNITS = 3;
    private static final int INPUTS = 4;
    private static final int STEPS = 6;
    private static final float DIFFERENCE = 1f / 256;

    private static NetworkSpec network(Sequences.Kind input, Map<String, Object> own) {
        return new NetworkSpec(
                new Signature(
                        STEPS,
                        false,
                        input,
                        INPUTS,
                        Sequences.Kind.REALS,
                        2,
                        new Loss.SquaredError(OutputActivation.SIGMOID),
                        false),
                new Architecture(Model.of("simple-rnn"), UNITS, 1, Gate.SIGMOID),
                new Training(
                        2,
                        Regime.of("full"),
                        Optimizer.SGD,
                        1,
                        Optimizer.EPSILON,
                        Double.POSITIVE_INFINITY,
                        new Initialization("default"),
                        5),
                new Placement(Backend.CPU, Arithmetic.FP32, OptionalInt.empty(), new Settings(own)));
    }

    private static Batch batch(Sequences.Kind input) {
        Random random = new Random(1);
        Batch batch = new Batch(
                input == Sequences.Kind.SYMBOLS
                        ? new SymbolSequences(2, STEPS, INPUTS)
                        : new RealSequences(2, STEPS, INPUTS),
                new RealSequences(2, STEPS, 2));
        for (int sequence = 0; sequence < 2; sequence++) {
            for (int step = 0; step < STEPS; step++) {
                if (batch.inputs() instanceof SymbolSequences symbols) {
                    symbols.set(sequence, step, random.nextInt(INPUTS + 1) - 1);
                }
                for (int i = 0; i < INPUTS && batch.inputs() instanceof RealSequences reals; i++) {
                    reals.set(sequence, i, step, random.nextGaussian());
                }
                ((RealSequences) batch.targets()).set(sequence, step % 2, step, random.nextDouble());
                batch.mark(sequence, step, step > 1, false);
            }
        }
        return batch;
    }

    /** Loss of a batch, and the weights after an update on it. */
    private record Fitted(double loss, Weights after) {}

    private static Fitted fit(NetworkSpec network, Weights weights, Batch batch) {
        try (Engine engine = new Lstm1997EngineProvider().open(network, Optional.of(weights))) {
            Bound bound = engine.bind(batch);
            bound.encode();
            return new Fitted(bound.fit().lossSum(), engine.weights());
        }
    }

    private static Weights initial(NetworkSpec network) {
        try (Engine engine = new Lstm1997EngineProvider().open(network, Optional.empty())) {
            return engine.weights();
        }
    }

    private static float[][] recurrent(Weights weights) {
        return weights.hidden().get(0).recurrentKernel();
    }

    private static float[][] kernel(Weights weights) {
        return weights.hidden().get(0).kernel();
    }

    @ParameterizedTest
    @EnumSource(
            value = Sequences.Kind.class,
            names = {"SYMBOLS", "REALS"})
    void theGradientIsThatOfCentralDifferences(Sequences.Kind input) {
        NetworkSpec network = network(input, Map.of("squash-content", "logistic", "init-range", 1.0));
        Batch batch = batch(input);
        checkMatrix(network, batch, true);
        checkMatrix(network, batch, false);
    }

    private static void checkMatrix(NetworkSpec network, Batch batch, boolean recurrent) {
        Weights start = initial(network);
        Weights after = fit(network, start, batch).after();
        float[][] matrix = recurrent ? recurrent(start) : kernel(start);
        float[][] stepped = recurrent ? recurrent(after) : kernel(after);
        for (int row = 0; row < matrix.length; row++) {
            for (int unit = 0; unit < UNITS; unit++) {
                float before = matrix[row][unit];
                matrix[row][unit] = before + DIFFERENCE;
                double above = fit(network, start, batch).loss();
                matrix[row][unit] = before - DIFFERENCE;
                double below = fit(network, start, batch).loss();
                matrix[row][unit] = before;
                double slope = (above - below) / (2 * DIFFERENCE) / 2; // of two sequences
                assertThat((double) before - stepped[row][unit])
                        .as("weight %d of unit %d", row, unit)
                        .isCloseTo(slope, within(1e-5 + 1e-3 * Math.abs(slope)));
            }
        }
    }

    @Test
    void elmansGradientIsTheSameWhereNothingFlowsBackAndAnotherElse() {
        Map<String, Object> elman = Map.of("gradient", "one-step");
        Batch batch = batch(Sequences.Kind.REALS);
        Weights start = initial(network(Sequences.Kind.REALS, Map.of()));
        Weights full =
                fit(network(Sequences.Kind.REALS, Map.of()), start, batch).after();
        Weights oneStep =
                fit(network(Sequences.Kind.REALS, elman), start, batch).after();
        assertThat(Arrays.deepEquals(kernel(oneStep), kernel(full))).isFalse();
        for (float[] row : recurrent(start)) {
            Arrays.fill(row, 0);
        }
        full = fit(network(Sequences.Kind.REALS, Map.of()), start, batch).after();
        oneStep = fit(network(Sequences.Kind.REALS, elman), start, batch).after();
        assertThat(kernel(oneStep)).isDeepEqualTo(kernel(full));
        assertThat(recurrent(oneStep)).isDeepEqualTo(recurrent(full));
    }

    @Test
    void guessingDrawsAllWeightsAnewAtEachUpdateAndEqualSeedsGuessAlike() {
        NetworkSpec guessing = network(Sequences.Kind.SYMBOLS, Map.of("search", "guess", "init-range", 100.0));
        Batch batch = batch(Sequences.Kind.SYMBOLS);
        Weights start = initial(guessing);
        Weights first = fit(guessing, start, batch).after();
        assertThat(Arrays.deepEquals(kernel(first), kernel(start))).isFalse();
        assertThat(kernel(first))
                .isDeepEqualTo(kernel(fit(guessing, start, batch).after()));
        double most = 0;
        for (float[] row : kernel(first)) {
            for (float weight : row) {
                most = Math.max(most, Math.abs(weight));
            }
        }
        assertThat(most).isBetween(50.0, 100.0);
    }
}
