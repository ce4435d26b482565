package io.lagbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonTest {

    @Test
    void theRootOfAWrappedExceptionIsNotLost() {
        Exception root = new IllegalStateException("cudnnRNNForward:\n no memory");

        assertThat(Reason.of(new RuntimeException("layer 0", new RuntimeException("in a layer", root))))
                .isEqualTo("java.lang.RuntimeException: layer 0; caused by"
                        + " java.lang.IllegalStateException: cudnnRNNForward: no memory");
    }

    @Test
    void aRootThatTheMessageQuotesIsNotSaidTwice() {
        assertThat(Reason.of(new RuntimeException(new IllegalStateException("no memory"))))
                .isEqualTo("java.lang.RuntimeException: java.lang.IllegalStateException: no memory");
        assertThat(Reason.of(new IllegalStateException("no memory")))
                .isEqualTo("java.lang.IllegalStateException: no memory");
    }
}
