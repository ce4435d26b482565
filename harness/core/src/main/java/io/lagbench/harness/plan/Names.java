package io.lagbench.harness.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Messages about names that do not exist. */
public final class Names {
    private static final int MOST_SUGGESTIONS = 3;
    private static final int MOST_LISTED = 40;

    private Names() {}

    /** One line: the name is not known, which ones are near, and which there are. */
    public static String unknown(String kind, String name, Collection<String> known) {
        String suggestion = suggestion(name, known);
        String list = known.size() > MOST_LISTED ? "" : " (known: " + String.join(", ", known) + ")";
        return "unknown " + kind + " '" + printable(name) + "'" + suggestion + list;
    }

    /** Which known names are near, to end a message with; empty if none is. */
    static String suggestion(String name, Collection<String> known) {
        List<String> near = nearest(name, known);
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    /** Known names at a small edit distance, or that contain the name, nearest first. */
    static List<String> nearest(String name, Collection<String> known) {
        int limit = Math.max(2, name.length() / 3);
        return known.stream()
                .filter(other -> distance(name, other) <= limit || (name.length() > 2 && other.contains(name)))
                .sorted(Comparator.<String>comparingInt(other -> distance(name, other))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST_SUGGESTIONS)
                .toList();
    }

    /** Text of a user's, cut and without control characters, so that a message stays one readable line. */
    static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 60 ? clean.substring(0, 60) + "..." : clean;
    }

    /** Levenshtein distance, a swap of neighbours counting as one edit. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
