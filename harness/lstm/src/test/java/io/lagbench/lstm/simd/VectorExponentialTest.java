package io.lagbench.lstm.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.lstm.kernel.Exponential;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VectorExponentialTest {
    private static Exponential exponential;

    @BeforeAll
    static void vectorsAreThere() {
        assumeThat(VectorModule.missing()).isEmpty();
        exponential = VectorModule.exponential();
    }

    @Test
    void isTheExponentialFunctionAtAnyCount() {
        Random random = new Random(20261128);
        for (int count = 0; count < 100; count++) {
            float[] values = new float[count + 1];
            for (int i = 0; i <= count; i++) {
                values[i] = -80 + 160 * random.nextFloat();
            }
            float[] given = values.clone();
            exponential.replace(values, 0, count);
            for (int i = 0; i < count; i++) {
                assertThat(values[i] / Math.exp(given[i])).isCloseTo(1, within(1e-6));
            }
            assertThat(values[count]).as("behind the last").isEqualTo(given[count]);
        }
    }

    @Test
    void whatIsNoNumberStaysSoAndWhatIsTooSmallIsNearZero() {
        float[] values = new float[64];
        values[3] = Float.NaN;
        values[4] = Float.NEGATIVE_INFINITY;
        values[5] = -200;
        exponential.replace(values, 0, values.length);
        assertThat(values[3]).isNaN();
        assertThat(values[4]).isBetween(0f, 1e-37f);
        assertThat(values[5]).isBetween(0f, 1e-37f);
        assertThat(values[6]).isEqualTo(1);
    }

    @Test
    void touchesOnlyWhatItIsAskedFor() {
        float[] values = new float[90];
        exponential.replace(values, 3, 83);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(i >= 3 && i < 83 ? 1 : 0);
        }
    }
}
