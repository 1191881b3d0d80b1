package dev.flagstaff.flag;

/// The largest definition that is accepted from outside; each limit is a fault of its own. Sizes are bytes of UTF-8.
///
/// They bound what is written, not what is read: a definition that another writer put into Redis is served at any size.
public final class Limits {
    /// A whole request body.
    public static final int BODY_BYTES = 2 * 1024 * 1024;
    /// `description`.
    public static final int DESCRIPTION_BYTES = 4 * 1024;
    /// Environments of one flag.
    public static final int ENVIRONMENTS = 100;
    /// Distinct entries of one allowlist.
    public static final int ALLOWLIST_ENTRIES = 10_000;
    /// One entry of an allowlist.
    public static final int ALLOWLIST_ENTRY_BYTES = 256;
    /// `value`, as compact JSON.
    public static final int VALUE_BYTES = 256 * 1024;
    /// Arrays and objects within one another in a `value`.
    public static final int VALUE_NESTING = 64;
    /// `rolloutPercent`, from 0.
    public static final int ROLLOUT_PERCENT = 100;

    private Limits() {}
}
