package io.lagbench.harness.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The processors of the machine that this process may run on, whether its control group says so or its affinity.
 *
 * @param own their numbers, from the least
 * @param ofMachine how many the machine has
 */
public record Processors(List<Integer> own, int ofMachine) {
    private static final String ALLOWED = "Cpus_allowed_list:";

    /** Copies what it is given. */
    public Processors {
        own = List.copyOf(own);
    }

    /** All of a machine. */
    public static Processors all(int ofMachine) {
        return new Processors(IntStream.range(0, ofMachine).boxed().toList(), ofMachine);
    }

    /**
     * Those of this process: all where the system does not tell.
     *
     * @param root of the file system, with {@code proc}
     */
    static Processors read(Path root, int ofMachine) {
        List<Integer> own;
        try (var lines = Files.lines(root.resolve("proc/self/status"), StandardCharsets.ISO_8859_1)) {
            own = lines.filter(line -> line.startsWith(ALLOWED))
                    .findFirst()
                    .map(line -> numbers(line.substring(ALLOWED.length()).strip()))
                    .orElse(List.of());
        } catch (IOException e) {
            own = List.of(); // another system than Linux
        }
        return own.isEmpty() ? all(ofMachine) : new Processors(own, Math.max(ofMachine, own.size()));
    }

    /** The numbers in a list such as {@code 0-3,8}. */
    static List<Integer> numbers(String list) {
        return Arrays.stream(list.split(","))
                .filter(range -> range.matches("\\d{1,6}(-\\d{1,6})?"))
                .flatMapToInt(range -> {
                    String[] ends = range.split("-");
                    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
                })
                .boxed()
                .toList();
    }
}
