package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void shapesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Shape(0, 0, 1, 1)).hasMessageContaining("at least 1 step");
        assertThatThrownBy(() -> new Shape(4, 4, 1, 1)).hasMessage("lag 4 is outside 0 to 3");
    }
}
