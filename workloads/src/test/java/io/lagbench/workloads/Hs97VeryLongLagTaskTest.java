package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hs97VeryLongLagTaskTest {
    private static final int SEQUENCES = 10_000;
    private static final String SYMBOLS = "123ebxy";

    private final Task task = DrawnTasks.task("hs97-2c", Map.of("p", 3L, "q", 5L));

    @Test
    void theClassStandsBehindTheFirstSymbolAndIsAskedForAtE() {
        assertThat(task.shape()).isEqualTo(new Shape(5 + 263 + 3, 6, 7, 2));
        assertThat(task.variableLengths()).isTrue();
        assertThat(task.lossAtEndOnly()).isTrue();
        Batch batch = DrawnTasks.training(task, SEQUENCES);
        int[] symbols = new int[3];
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            String text = DrawnTasks.text(batch, sequence, SYMBOLS);
            assertThat(text).matches("b[xy][123]{5,}e \\.+[12] \\.+l \\.+m");
            boolean x = text.charAt(1) == 'x';
            assertThat(text.split(" ")[1]).endsWith(x ? "1" : "2"); // outputs 0 and 1 by the first two letters
            text.chars().limit(text.indexOf('e')).filter(Character::isDigit).forEach(digit -> symbols[digit - '1']++);
        }
        double total = symbols[0] + symbols[1] + symbols[2];
        for (int count : symbols) {
            DrawnTasks.assertShare(count / total, 1.0 / 3, (int) total);
        }
    }

    @Test
    void aShortSequenceByHand() {
        Task shortest = DrawnTasks.task("hs97-2c", Map.of("p", 1L, "q", 1L));
        Batch batch = DrawnTasks.training(shortest, 200);
        boolean seen = false;
        for (int sequence = 0; sequence < 200 && !seen; sequence++) {
            seen = DrawnTasks.text(batch, sequence, "1ebxy").equals("by1e ...e ...l ...m"); // output 1 is of y
        }
        assertThat(seen).as("the probability of a miss is 0.95^200").isTrue();
    }

    /** q + 13 symbols with the target: ten more come on average, e among them. */
    @Test
    void lengthsAreTheLeastAndAGeometricNumberMore() {
        Batch batch = DrawnTasks.training(task, SEQUENCES);
        double sum = 0;
        int least = Integer.MAX_VALUE;
        int shortest = 0;
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            sum += batch.length(sequence);
            least = Math.min(least, batch.length(sequence));
            shortest += batch.length(sequence) == 5 + 3 ? 1 : 0;
        }
        assertThat(least).isEqualTo(5 + 3);
        DrawnTasks.assertShare((double) shortest / SEQUENCES, 0.1, SEQUENCES);
        double deviation = Math.sqrt(0.9) / 0.1;
        DrawnTasks.assertLoss(sum / SEQUENCES, 5 + 12, deviation, SEQUENCES);
    }

    @Test
    void predictorsWithoutMemoryLandOnTheFloors() {
        Floor floor = task.floors().memoryless();
        assertThat(task.floors().constant()).isEqualTo(floor).isEqualTo(new Floor(0.25, 0.5, 0.5));
        assertThat(DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> 0.5)
                        .loss())
                .isEqualTo(floor.loss());
        Score one = DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> output == 0 ? 0.81 : 0.19);
        DrawnTasks.assertShare(one.accuracy(), floor.accuracy(), SEQUENCES);
        assertThat(DrawnTasks.score(task, SEQUENCES, (batch, sequence, output, step) -> output == 0 ? 0.79 : 0.21)
                        .accuracy())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "test, 'all 10000 evaluated sequences right: outputs within 0.2'",
        "training, the last 10000 training errors below 0.2"
    })
    void isSolvedByTenThousandRightSequences(String judged, String description) {
        Task judging = DrawnTasks.task("hs97-2c", Map.of("judged", judged));
        assertThat(judging.success().description()).isEqualTo(description);
        assertThat(judging.streams().evaluationSequences()).isEqualTo(SEQUENCES);
        assertThat(judging.settings().text("judged")).isEqualTo(judged);
        assertThat(judging.settings().integer("length"))
                .as("of the shortest, the target included")
                .isEqualTo(54);
    }

    @ParameterizedTest
    @CsvSource({"FLIP", "BLANK", "SWAP"})
    void perturbationsChangeOneThingOnly(Perturbation perturbation) {
        Batch before = DrawnTasks.evaluation(task);
        Batch after = DrawnTasks.evaluation(task);
        task.perturb(after, perturbation);
        for (int sequence = 0; sequence < 50; sequence++) {
            String was = DrawnTasks.text(before, sequence, SYMBOLS);
            String is = DrawnTasks.text(after, sequence, SYMBOLS);
            int length = before.length(sequence);
            boolean x = was.charAt(1) == 'x';
            String flipped = is.replace(x ? 'y' : 'x', x ? 'x' : 'y').replace(x ? "2 " : "1 ", x ? "1 " : "2 ");
            switch (perturbation) {
                case FLIP -> assertThat(flipped).isNotEqualTo(is).isEqualTo(was);
                case BLANK -> assertThat(is).isEqualTo(was.replaceFirst("[xy]", "."));
                case SWAP -> {
                    assertThat(is.substring(0, 2)).isEqualTo(was.substring(0, 2));
                    assertThat(is.substring(length - 1)).isEqualTo(was.substring(length - 1));
                    assertThat(is.chars().sorted().toArray())
                            .isEqualTo(was.chars().sorted().toArray());
                }
            }
        }
        if (perturbation == Perturbation.SWAP) {
            assertThat(DrawnTasks.text(after, 0, SYMBOLS)).isNotEqualTo(DrawnTasks.text(before, 0, SYMBOLS));
        }
    }

    @ParameterizedTest
    @CsvSource({"p, 0, 1 to 100000", "p, 100001, 1 to 100000", "q, 0, 1 to 1000000", "test-q, 0, 1 to 1000000"})
    void otherNumbersAreRefusedInOneLine(String key, String value, String range) {
        Setting setting = Tasks.find("hs97-2c").orElseThrow().settings().stream()
                .filter(known -> known.key().equals(key))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> setting.parse(value))
                .isInstanceOf(IllegalSettingException.class)
                .hasMessage(key + ": '" + value + "' is not allowed; allowed: a whole number from " + range);
    }
}
