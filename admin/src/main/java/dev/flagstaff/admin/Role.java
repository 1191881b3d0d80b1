package dev.flagstaff.admin;

import java.util.Optional;

/// What the bearer of a token may do.
enum Role {
    /// Read definitions and evaluate.
    READ("read"),
    /// That, and write and delete.
    WRITE("write");

    private final String wireName;

    Role(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    boolean covers(Role other) {
        return this == WRITE || other == READ;
    }

    static Optional<Role> of(String wireName) {
        for (var role : values()) {
            if (role.wireName.equals(wireName)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
