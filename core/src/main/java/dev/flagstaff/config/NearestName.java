package dev.flagstaff.config;

import static java.util.Comparator.comparingInt;

import java.util.Collection;
import java.util.Optional;

/// Which name a misspelt one was probably meant to be. Stateless.
final class NearestName {
    private NearestName() {}

    /// The known name at the least distance, if that is less than half the length of the longer one. Of several
    /// the one that begins like the misspelt name for longest, then the first.
    static Optional<String> of(String misspelt, Collection<String> known) {
        return known.stream()
                .filter(name -> 2 * distance(misspelt, name) < Math.max(misspelt.length(), name.length()))
                .min(comparingInt((String name) -> distance(misspelt, name))
                        .thenComparingInt(name -> -commonBeginning(misspelt, name)));
    }

    /// How many characters have to be inserted, deleted, replaced, or swapped with their neighbour to turn one
    /// text into the other, none of them twice: the [optimal string
    /// alignment](https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance) distance.
    static int distance(String a, String b) {
        // d[i][j] is the distance between the first i characters of a and the first j of b.
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(d, i, j, a, b);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, int i, int j, String a, String b) {
        char lastOfA = a.charAt(i - 1);
        char lastOfB = b.charAt(j - 1);
        int replaced = d[i - 1][j - 1] + (lastOfA == lastOfB ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1 && j > 1 && lastOfA == b.charAt(j - 2) && a.charAt(i - 2) == lastOfB) {
            least = Math.min(least, d[i - 2][j - 2] + 1);
        }
        return least;
    }

    private static int commonBeginning(String a, String b) {
        int length = 0;
        while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }
}
