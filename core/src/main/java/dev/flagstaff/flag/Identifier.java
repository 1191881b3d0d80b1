package dev.flagstaff.flag;

/// The grammar of a flag key and of an environment name: 1 to 128 ASCII letters, digits, dots, underscores and
/// hyphens, a letter or digit first. A colon is not among them, because it would let one flag's Redis key collide
/// with another's.
public final class Identifier {
    /// The grammar as a regular expression, for messages.
    public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    private static final int MAX_LENGTH = 128;

    private Identifier() {}

    /// Whether a flag or an environment could have this name.
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH || !isAlphanumeric(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isAlphanumeric(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /// The name.
    ///
    /// @throws IllegalArgumentException when it breaks the grammar
    static String require(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException("a name must match " + PATTERN + ", is \"" + name + "\"");
        }
        return name;
    }

    static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
