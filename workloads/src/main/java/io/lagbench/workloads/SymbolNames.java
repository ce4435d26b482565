package io.lagbench.workloads;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How the symbols of an alphabet are written for people. A network sees a symbol as its number in any case, so what it
 * learns does not depend on this.
 */
final class SymbolNames {
    private static final String KEY = "symbols";
    private static final String NUMBERS = "numbers";
    private static final String STRINGS = "strings";
    private static final String WORDS = "words:";
    private static final long STRINGS_SEED = 1997;
    private static final int SHORTEST = 3;
    private static final int LONGEST = 8;
    private static final Pattern NO_LETTERS = Pattern.compile("\\P{L}+");

    private final List<String> names;

    private SymbolNames(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** The key by which users choose. */
    static Setting setting() {
        return Setting.word(
                        KEY,
                        Pattern.compile(NUMBERS + "|" + STRINGS + "|" + WORDS + ".+"),
                        "numbers, strings, or words:FILE",
                        NUMBERS,
                        "how symbols are written: as numbers, random strings, or the first different words of a text file")
                .withoutEffect();
    }

    /**
     * Names for an alphabet.
     *
     * @param choice as {@link #setting} allows
     * @throws IllegalSettingException if the file cannot be read or has too few words
     */
    static SymbolNames of(String choice, int alphabet) {
        if (choice.equals(NUMBERS)) {
            return new SymbolNames(
                    IntStream.range(0, alphabet).mapToObj(Integer::toString).toList());
        }
        return new SymbolNames(
                choice.equals(STRINGS)
                        ? randomStrings(alphabet)
                        : words(Path.of(choice.substring(WORDS.length())), alphabet));
    }

    private static List<String> randomStrings(int count) {
        Random random = new Random(STRINGS_SEED);
        Set<String> strings = new LinkedHashSet<>();
        while (strings.size() < count) {
            int length = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
            StringBuilder string = new StringBuilder();
            for (int i = 0; i < length; i++) {
                string.append((char) ('a' + random.nextInt(26)));
            }
            strings.add(string.toString());
        }
        return List.copyOf(strings);
    }

    private static List<String> words(Path file, int count) {
        Set<String> words = new LinkedHashSet<>();
        if (!Files.isRegularFile(file)) {
            throw new IllegalSettingException(
                    KEY,
                    file + (Files.exists(file) ? " is no regular file" : ": no such file") + "; allowed: a text file");
        }
        try (var lines = Files.lines(file)) {
            lines.flatMap(NO_LETTERS::splitAsStream)
                    .filter(word -> !word.isEmpty())
                    .takeWhile(word -> words.size() < count)
                    .forEach(words::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            boolean noText = e.getCause() instanceof CharacterCodingException;
            throw new IllegalSettingException(
                    KEY, file + (noText ? " is not UTF-8 text" : " cannot be read") + "; allowed: a text file");
        }
        if (words.size() < count) {
            throw new IllegalSettingException(
                    KEY,
                    file + " has " + words.size() + " different words, fewer than the alphabet of " + count
                            + "; allowed: at least as many");
        }
        return new ArrayList<>(words);
    }

    /** How a symbol is written. */
    String text(int symbol) {
        return names.get(symbol);
    }
}
