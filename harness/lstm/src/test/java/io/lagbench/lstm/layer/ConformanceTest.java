package io.lagbench.lstm.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.lstm.TestedKernel;
import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmShape;
import io.lagbench.lstm.reference.LstmCase;
import io.lagbench.lstm.reference.ReferenceLstmKernel;
import io.lagbench.lstm.reference.ResultComparison;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The fused layer on 200 random shapes against the double-precision reference and against DL4J's own layer. Takes minutes;
 * run by ci/conformance.sh. The seed is that of the system property {@code lagbench.seed}, or a fixed one.
 */
@Tag("conformance")
class ConformanceTest {
    private static final long SEED = Long.getLong("lagbench.seed", 20261123);
    private static final int SHAPES = 200;
    private static final int LONG_AND_WIDE = 24;
    private static final ResultComparison AGREEMENT = new ResultComparison();

    @BeforeAll
    static void requireTheKernel() {
        TestedKernel.isRequired();
    }

    static Stream<LstmCase> cases() {
        Random random = new Random(SEED);
        return IntStream.range(0, SHAPES).mapToObj(i -> {
            int steps = logUniform(random, i < LONG_AND_WIDE ? 201 : 1, 300);
            int hidden = logUniform(random, i < LONG_AND_WIDE ? 201 : 1, 300);
            LstmShape shape = new LstmShape(steps, logUniform(random, 1, 64), logUniform(random, 1, 200), hidden);
            return new LstmCase(random.nextLong(), shape, DataType.FLOAT, random.nextInt(4) == 0);
        });
    }

    /** Every other value is made odd: vector code has its traps there. */
    private static int logUniform(Random random, int least, int most) {
        int value = (int) Math.exp(Math.log(least) + random.nextDouble() * Math.log((most + 1.0) / least));
        return random.nextBoolean() ? value : Math.min(value | 1, most - 1 | 1);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("cases")
    void equalsTheReferenceAndStock(LstmCase given) {
        try (SingleLayer fused = SingleLayer.fused(given.shape);
                SingleLayer stock = SingleLayer.stock(given.shape);
                LstmKernel reference = new ReferenceLstmKernel()) {
            LstmCase.Result actual = fused.run(given);
            assertThat(fused.fusedLayer().kernelDescription()).startsWith(TestedKernel.name());
            String at = "seed " + SEED + ", " + given;
            AGREEMENT.check("reference:", at, actual, given.run(reference));
            AGREEMENT.check("stock:", at, actual, stock.run(given));
        }
    }

    @AfterAll
    static void report() {
        System.out.println("seed " + SEED + "; largest relative error of each quantity, and where:");
        System.out.print(AGREEMENT.report());
    }
}
