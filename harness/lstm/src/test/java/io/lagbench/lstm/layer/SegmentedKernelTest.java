package io.lagbench.lstm.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.TestedKernel;
import io.lagbench.lstm.kernel.LstmInput;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.kernel.SegmentLstmKernel;
import io.lagbench.lstm.kernel.SymbolLstmKernel;
import io.lagbench.lstm.kernel.SymbolSegmentLstmKernel;
import io.lagbench.lstm.reference.LstmCase;
import io.lagbench.lstm.reference.ReferenceLstmKernel;
import io.lagbench.lstm.reference.ResultComparison;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Sequences cut into segments give what whole ones give. */
class SegmentedKernelTest {
    private static final long SEED = 20261127;

    @BeforeAll
    static void requireTheKernel() {
        TestedKernel.isRequired();
        try (LstmKernel kernel = TestedKernel.create()) {
            assumeThat(kernel)
                    .as("takes segments")
                    .isInstanceOfAny(SegmentLstmKernel.class, SymbolSegmentLstmKernel.class);
        }
    }

    /** The tested kernel with memory for so many steps. */
    private static final class ShortOfMemory {
        private final LstmKernel kernel = TestedKernel.create();
        private final int steps;
        private final List<Integer> training = new ArrayList<>();

        ShortOfMemory(int steps) {
            this.steps = steps;
        }

        /** It with all its interfaces. */
        LstmKernel limited() {
            return (LstmKernel) Proxy.newProxyInstance(
                    LstmKernel.class.getClassLoader(), kernel.getClass().getInterfaces(), this::call);
        }

        private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("mostSteps")) {
                return steps;
            }
            if (method.getName().equals("forward") && (boolean) arguments[4]) {
                training.add(
                        arguments[1] instanceof LstmInput input
                                ? input.timeSteps()
                                : (int) ((INDArray) arguments[1]).size(0));
            }
            try {
                return method.invoke(kernel, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private static SymbolLstmKernel segmented(int steps) {
        return SegmentedKernel.around(new ShortOfMemory(steps).limited());
    }

    static Stream<Arguments> cases() {
        Random random = new Random(SEED);
        return IntStream.range(0, 32).mapToObj(i -> {
            LstmCase given = new LstmCase(
                    random.nextLong(),
                    new LstmShape(
                            1 + random.nextInt(40),
                            1 + random.nextInt(9),
                            1 + random.nextInt(20),
                            1 + random.nextInt(30)),
                    DataType.FLOAT,
                    random.nextBoolean());
            given = i % 2 == 0 ? given : given.onSymbols(random);
            given = i / 2 % 2 == 0 ? given : given.ofLastStep();
            return Arguments.of(1 + random.nextInt(given.shape.timeSteps() + 3), given);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheReference(int steps, LstmCase given) {
        try (LstmKernel kernel = segmented(steps)) {
            new ResultComparison()
                    .check(
                            "reference:",
                            "seed " + SEED + ", " + given + ", " + steps + " at once",
                            given.run(kernel),
                            given.run(new ReferenceLstmKernel()));
        }
    }

    /** From where rows of the input weights are less than one-hot vectors, and below. */
    @ParameterizedTest
    @ValueSource(ints = {3, 24, 25, 100})
    void alphabetsMayBeLargerThanTheLayer(int alphabet) {
        Random random = new Random(SEED);
        for (int steps : new int[] {4, 9}) {
            try (LstmKernel kernel = segmented(steps)) {
                LstmShape shape = new LstmShape(9, 4, alphabet, 3);
                LstmCase given = new LstmCase(random.nextLong(), shape, DataType.FLOAT, true).onSymbols(random);
                for (LstmCase each : List.of(given, given.ofLastStep())) {
                    new ResultComparison()
                            .check(
                                    "reference:",
                                    "seed " + SEED + ", " + each + ", " + steps + " at once",
                                    each.run(kernel),
                                    each.run(new ReferenceLstmKernel()));
                }
            }
        }
    }

    @Test
    void noTrainingPassIsLongerThanTheMemoryAllowsAndOneThatFitsIsRunOnce() {
        LstmCase given = new LstmCase(SEED, new LstmShape(23, 2, 3, 4), DataType.FLOAT, false);
        ShortOfMemory kernel = new ShortOfMemory(10);
        try (LstmKernel segmented = SegmentedKernel.around(kernel.limited())) {
            given.run(segmented);
            assertThat(kernel.training).containsExactly(3, 10, 10);
        }
        ShortOfMemory large = new ShortOfMemory(23);
        try (LstmKernel segmented = SegmentedKernel.around(large.limited())) {
            given.run(segmented);
            assertThat(large.training).containsExactly(23);
        }
    }

    /** As in a network: batches of other lengths and sizes, and predictions between, all through one kernel. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resultsDoNotDependOnTheCallsBefore(boolean onSymbols) {
        Random random = new Random(SEED);
        try (LstmKernel kernel = segmented(7)) {
            for (int i = 0; i < 12; i++) {
                LstmShape shape = new LstmShape(1 + random.nextInt(30), 1 + random.nextInt(5), 4, 6);
                LstmCase given = new LstmCase(random.nextLong(), shape, DataType.FLOAT, i % 3 == 0);
                given = onSymbols ? given.onSymbols(random) : given;
                given = i % 2 == 0 ? given : given.ofLastStep();
                LstmCase.Result expected = given.run(new ReferenceLstmKernel());
                String at = "seed " + SEED + ", call " + i + ", " + given;
                new ResultComparison().check("reference:", at, given.run(kernel), expected);
                new LstmCase(random.nextLong(), new LstmShape(3, 2, 4, 6), DataType.FLOAT, false).predict(kernel);
                new ResultComparison().check("reference:", at + " again", given.run(kernel), expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 100})
    void aPassIsUsedOnceAndOnlyIfItIsTheLatestForTraining(int steps) {
        LstmCase given = new LstmCase(SEED, new LstmShape(8, 2, 3, 4), DataType.FLOAT, false);
        INDArray output = Nd4j.create(DataType.FLOAT, new long[] {8, 2, 4}, 'c');
        INDArray below = Nd4j.create(DataType.FLOAT, new long[] {8, 2, 3}, 'c');
        LstmWeights gradients = new LstmWeights(
                given.weights.input().dup('f'),
                given.weights.recurrent().dup('f'),
                given.weights.bias().dup('f'));
        try (SymbolLstmKernel kernel = segmented(steps)) {
            LstmKernel.Pass first = kernel.forward(given.weights, given.input, null, output, true);
            LstmKernel.Pass second = kernel.forward(given.weights, given.input, null, output, true);
            assertThatThrownBy(() -> kernel.backward(given.weights, first, output, below, gradients))
                    .isInstanceOf(IllegalStateException.class);
            kernel.backward(given.weights, second, output, below, gradients);
            LstmWeights whole = new LstmWeights(
                    gradients.input().dup('f'),
                    gradients.recurrent().dup('f'),
                    gradients.bias().dup('f'));
            assertThatThrownBy(() -> kernel.backward(given.weights, second, output, below, gradients))
                    .isInstanceOf(IllegalStateException.class);
            LstmKernel.Pass untrained = kernel.forward(given.weights, given.input, null, output, false);
            assertThatThrownBy(() -> kernel.backward(given.weights, untrained, output, below, gradients))
                    .isInstanceOf(IllegalStateException.class);
            LstmKernel.Pass third = kernel.forward(given.weights, given.input, null, output, true);
            kernel.backward(given.weights, third, output, null, gradients);
            assertThat(gradients.recurrent())
                    .as("without the gradient of the input")
                    .isEqualTo(whole.recurrent());
        }
    }
}
