package dev.flagstaff.flag;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The environments of a flag in the order of their names, in two arrays: half of what a tree takes, and a sidecar
/// holds those of all flags. Immutable.
final class Environments extends AbstractMap<String, EnvironmentDefinition> {
    private final String[] names;
    private final EnvironmentDefinition[] definitions;

    /// @throws IllegalArgumentException when a name breaks the grammar
    Environments(Map<String, EnvironmentDefinition> environments) {
        // The names of a few environments are in every flag of a store: each is kept once.
        names = environments.keySet().toArray(String[]::new);
        Arrays.setAll(names, i -> Identifier.require(names[i]).intern());
        Arrays.sort(names);
        definitions = new EnvironmentDefinition[names.length];
        Arrays.setAll(definitions, i -> environments.get(names[i]));
    }

    @Override
    public @Nullable EnvironmentDefinition get(@Nullable Object name) {
        int index = name instanceof String ? Arrays.binarySearch(names, name) : -1;
        return index < 0 ? null : definitions[index];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, EnvironmentDefinition>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, EnvironmentDefinition>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return names.length;
            }
        };
    }

    private final class Entries implements Iterator<Entry<String, EnvironmentDefinition>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < names.length;
        }

        @Override
        public Entry<String, EnvironmentDefinition> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return Map.entry(names[next], definitions[next++]);
        }
    }
}
