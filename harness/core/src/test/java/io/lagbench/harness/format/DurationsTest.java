package io.lagbench.harness.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"0.4, 0 s", "3.4, 3 s", "59.4, 59 s", "59.6, 1:00 min", "210, 3:30 min", "3600, 1:00 h", "7380, 2:03 h"
    })
    void secondsAreGroupedIntoMinutesAndHours(double seconds, String text) {
        assertThat(Durations.ofSeconds(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.05, 0.0500 us", "681, 681 us", "3794, 3.79 ms", "31400, 31.4 ms", "1120000, 1.12 s"})
    void microsecondsArePrintedWithThreeDigits(double micros, String text) {
        assertThat(Durations.ofMicros(micros)).isEqualTo(text);
    }

    @Test
    void theLocaleChangesNothing() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Durations.ofMicros(3794)).isEqualTo("3.79 ms");
        } finally {
            Locale.setDefault(before);
        }
    }
}
