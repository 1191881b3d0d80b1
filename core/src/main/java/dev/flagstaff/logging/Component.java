package dev.flagstaff.logging;

/// Which part of the system a logger speaks for. Stateless.
final class Component {
    private static final String OURS = "dev.flagstaff.";

    private Component() {}

    /// Of ours, the package below `dev.flagstaff`: `dev.flagstaff.admin.Admin` is `admin`. Of others, the last
    /// segment of the name.
    static String of(String logger) {
        if (logger.startsWith(OURS)) {
            int end = logger.indexOf('.', OURS.length());
            return logger.substring(OURS.length(), end < 0 ? logger.length() : end);
        }
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
