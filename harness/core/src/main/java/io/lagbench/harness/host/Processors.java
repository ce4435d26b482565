package io.lagbench.harness.host;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The processors of the machine that a run may use: those of this process, whether its control group says so or its affinity, or
 * some of them.
 *
 * @param own their numbers, from the least
 * @param ofMachine how many the machine has
 * @param pinned whether they are some of those that this process may run on: what it starts has to be kept on them
 */
public record Processors(List<Integer> own, int ofMachine, boolean pinned) {
    private static final String ALLOWED = "Cpus_allowed_list:";

    /** Copies what it is given. */
    public Processors {
        own = List.copyOf(own);
    }

    /** All of a machine. */
    public static Processors all(int ofMachine) {
        return new Processors(IntStream.range(0, ofMachine).boxed().toList(), ofMachine, false);
    }

    /**
     * Those of this process: all where the system does not tell.
     *
     * @param root of the file system, with {@code proc}
     */
    static Processors read(Path root, int ofMachine) {
        List<Integer> online = ControlGroup.text(root.resolve("sys/devices/system/cpu/online"))
                .map(Processors::numbers)
                .orElse(List.of());
        List<Integer> own = ControlGroup.lines(root.resolve("proc/self/status")).stream()
                .filter(line -> line.startsWith(ALLOWED))
                .flatMap(line -> numbers(line.substring(ALLOWED.length()).strip()).stream())
                .filter(number ->
                        online.isEmpty() || online.contains(number)) // the kernel also lists those that may come
                .toList();
        return own.isEmpty() ? all(ofMachine) : new Processors(own, Math.max(ofMachine, own.size()), false);
    }

    /** The command that starts another on these, where it would run on more by itself: of util-linux, on Linux only. */
    public List<String> prefix() {
        return pinned
                ? List.of("taskset", "-c", own.stream().map(String::valueOf).collect(Collectors.joining(",")))
                : List.of();
    }

    /** Some of them, to keep to. */
    Processors some(List<Integer> numbers) {
        return new Processors(numbers, ofMachine, pinned || numbers.size() < own.size());
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
