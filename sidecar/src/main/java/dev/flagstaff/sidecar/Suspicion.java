package dev.flagstaff.sidecar;

/// Why what the store lacks is served on, as a sentence.
enum Suspicion {
    NONE("Redis holds the store that the flags come from."),
    ANOTHER_STORE("Redis holds another store than the flags come from; what it lacks is served on."),
    INDEX_GONE("Redis lost the index of the flags, and not their own keys; what it does not name is served on.");

    private final String sentence;

    Suspicion(String sentence) {
        this.sentence = sentence;
    }

    static Suspicion of(StoreTrust trust) {
        if (trust.lacksIndex()) {
            return INDEX_GONE;
        }
        return trust.isSuspect() ? ANOTHER_STORE : NONE;
    }

    boolean isAny() {
        return this != NONE;
    }

    String sentence() {
        return sentence;
    }
}
