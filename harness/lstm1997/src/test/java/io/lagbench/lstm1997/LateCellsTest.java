package io.lagbench.lstm1997;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LateCellsTest {

    @Test
    void cellsThatAreNotLateAreThereFromTheStart() {
        assertThat(new LateCells(0).joined()).isTrue();
    }

    @Test
    void lateOnesJoinWhenAHundredSequencesHaveHardlyLessLossThanTheHundredBefore() {
        LateCells cells = new LateCells(0.99);
        for (int hundred = 0; hundred < 4; hundred++) {
            for (int sequence = 0; sequence < 100; sequence++) {
                assertThat(cells.joined()).isFalse();
                cells.trained(
                        hundred < 3 ? 4 - hundred : 1.985); // falls by a quarter, a third, and less than a hundredth
            }
        }
        assertThat(cells.joined()).isTrue();
    }
}
