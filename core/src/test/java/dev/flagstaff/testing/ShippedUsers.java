package dev.flagstaff.testing;

import java.nio.file.Path;

/// The Redis users that are shipped for admins and sidecars.
public final class ShippedUsers {
    /// The user that an admin has, and its password.
    public static final String ADMIN = "admin:flagstaff-admin-dev";
    /// The user that a sidecar has, and its password.
    public static final String SIDECAR = "sidecar:flagstaff-sidecar-dev";

    /// The file that is given to Redis, of the two the one that it understands.
    public static final Path FILE = Path.of("..", "k8s", "redis", TestRedis.isRedis6() ? "users-6.2.acl" : "users.acl")
            .toAbsolutePath()
            .normalize();

    private ShippedUsers() {}
}
