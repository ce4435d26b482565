package io.lagbench.lstm.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which gates are kept, and where. */
class KeptGatesTest {

    @Test
    void allAreKeptWhereThereIsRoom() {
        KeptGates all = KeptGates.of(100, 100);
        assertThat(all.any()).isTrue();
        assertThat(all.has(0)).isTrue();
        assertThat(all.steps()).isEqualTo(100);
        assertThat(all.before(64)).isEqualTo(64);
    }

    @Test
    void elseThoseOfTheLastBlocksBehindRoomForOneOther() {
        KeptGates last = KeptGates.of(100, 99);
        assertThat(last.has(0)).isFalse();
        assertThat(last.has(32)).isTrue();
        assertThat(last.steps()).isEqualTo(32 + 68);
        assertThat(last.before(0)).isZero();
        assertThat(last.before(32)).isEqualTo(32);
        assertThat(last.before(96)).isEqualTo(96);
        assertThat(KeptGates.of(100, 36).from()).isEqualTo(64);
        assertThat(KeptGates.of(100, 36).before(96)).isEqualTo(64);
    }

    @Test
    void orNoneButThoseOfABlock() {
        assertThat(KeptGates.of(100, 0)).isEqualTo(new KeptGates(100, 100));
        assertThat(KeptGates.of(100, 3).any()).isFalse();
        assertThat(KeptGates.of(100, 0).steps()).isEqualTo(32);
        assertThat(KeptGates.of(7, 0).steps()).isEqualTo(7);
    }
}
