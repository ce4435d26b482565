package io.lagbench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReberGrammarTest {
    /** The grammar written another way: from V on, any number of loops through P X, then the end. */
    private static final Pattern STRING =
            Pattern.compile("B([TP])B(TS*X(S|XT*V(PXT*V)*(V|PS))|PT*V(PXT*V)*(V|PS))E\\1E");

    private static final UnaryOperator<String> OTHER_BRANCH =
            string -> string.replaceFirst(".E$", string.charAt(1) == 'T' ? "PE" : "TE");

    private static List<String> drawn() {
        Random random = new Random(5);
        return Stream.generate(() -> ReberGrammar.draw(random)).limit(5000).toList();
    }

    private static ReberGrammar walk(String prefix) {
        ReberGrammar walk = new ReberGrammar();
        prefix.chars().forEach(symbol -> walk.accept(ReberGrammar.number((char) symbol)));
        return walk;
    }

    private static String legal(String prefix) {
        int set = walk(prefix).legal();
        StringBuilder symbols = new StringBuilder();
        for (char symbol : ReberGrammar.SYMBOLS.toCharArray()) {
            if ((set >> ReberGrammar.number(symbol) & 1) == 1) {
                symbols.append(symbol);
            }
        }
        return symbols.toString();
    }

    @Test
    void drawnStringsAreOfTheGrammar() {
        assertThat(drawn()).allMatch(STRING.asMatchPredicate());
        assertThat(drawn().stream().map(OTHER_BRANCH)).noneMatch(STRING.asMatchPredicate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"B", "BTB", "BTBP", "BPBTS", "BPBTX", "BPBTXX", "BPBTXXV"})
    void eachOfTwoWaysIsTakenHalfTheTime(String prefix) {
        List<String> after =
                drawn().stream().filter(string -> string.startsWith(prefix)).toList();
        long first = after.stream()
                .filter(string ->
                        string.charAt(prefix.length()) == legal(prefix).charAt(0))
                .count();
        DrawnTasks.assertShare((double) first / after.size(), 0.5, after.size());
    }

    @ParameterizedTest
    @CsvSource({
        "'', B",
        "B, TP",
        "BP, B",
        "BPB, TP",
        "BTBT, SX",
        "BTBTSS, SX",
        "BTBTX, SX",
        "BTBTXX, TV",
        "BTBP, TV",
        "BTBPV, PV",
        "BTBPVP, SX",
        "BTBPVV, E",
        "BTBTXS, E",
        "BTBTXSE, T",
        "BPBTXSE, P",
        "BPBTXSEP, E",
        "BPBTXSEPE, ''"
    })
    void saysWhatMayComeNext(String prefix, String symbols) {
        assertThat(legal(prefix)).isEqualTo(symbols);
        assertThat(walk(prefix).needsMemory()).isEqualTo(prefix.equals("BTBTXSE") || prefix.equals("BPBTXSE"));
    }

    @Test
    void exactlyTheSymbolsThatCanBecomeAStringMayComeNext() {
        for (String string : drawn().subList(0, 500)) {
            for (int length = 0; length < string.length(); length++) {
                String prefix = string.substring(0, length);
                StringBuilder possible = new StringBuilder();
                for (char symbol : ReberGrammar.SYMBOLS.toCharArray()) {
                    Matcher matcher = STRING.matcher(prefix + symbol);
                    if (matcher.matches() || matcher.hitEnd()) {
                        possible.append(symbol);
                    }
                }
                assertThat(legal(prefix)).as(prefix).isEqualTo(possible.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTBTXSEP", "BS", "T", "BTBTXSETEE", "BTBTSE", "BTBPVX"})
    void aSymbolThatMayNotComeIsRefused(String string) {
        assertThatThrownBy(() -> walk(string))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(" may not come next");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void stringsOfADataSetAreOfTheGrammarAndThoseToTestOnAreNotTrained(long dataSet) {
        List<String> strings = Hs97ReberTaskTest.strings(dataSet);
        assertThat(strings).hasSize(512).allMatch(STRING.asMatchPredicate());
        assertThat(strings.subList(0, 256)).doesNotContainAnyElementsOf(strings.subList(256, 512));
        assertThat(strings.stream().map(OTHER_BRANCH)).noneMatch(STRING.asMatchPredicate());
    }
}
