package dev.flagstaff.flag;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// The entries of an allowlist in their natural order, in one array: half of what a tree or a hash table takes, and
/// a sidecar holds the lists of all flags. Whether an entry is in it takes a binary search. Immutable.
public final class Allowlist extends AbstractSet<String> {
    private static final Allowlist NOBODY = new Allowlist(new String[0]);

    private final String[] entries;

    private Allowlist(String[] entries) {
        this.entries = entries;
    }

    /// The entries of a list.
    ///
    /// @param entries in any order, any of them more than once
    /// @throws IllegalArgumentException when one is empty
    public static Allowlist of(Collection<String> entries) {
        if (entries instanceof Allowlist same) {
            return same;
        }
        if (entries.isEmpty()) {
            return NOBODY;
        }
        String[] sorted = entries.toArray(String[]::new);
        Arrays.sort(sorted);
        if (sorted[0].isEmpty()) {
            throw new IllegalArgumentException("an allowlist entry must not be empty");
        }
        int count = 1;
        for (int i = 1; i < sorted.length; i++) {
            if (!sorted[i].equals(sorted[i - 1])) {
                sorted[count++] = sorted[i];
            }
        }
        return new Allowlist(count == sorted.length ? sorted : Arrays.copyOf(sorted, count));
    }

    /// The same entries, each the one object that there is of this text: for lists that share theirs with many others.
    Allowlist interned() {
        String[] shared = new String[entries.length];
        Arrays.setAll(shared, i -> entries[i].intern());
        return entries.length == 0 ? this : new Allowlist(shared);
    }

    @Override
    public boolean contains(@Nullable Object entry) {
        return entry instanceof String && Arrays.binarySearch(entries, entry) >= 0;
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.asList(entries).iterator();
    }

    @Override
    public int size() {
        return entries.length;
    }
}
