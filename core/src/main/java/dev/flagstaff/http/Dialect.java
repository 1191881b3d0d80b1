package dev.flagstaff.http;

/// How the paths of a foreign protocol are answered, where that is not how ours are. Called by many threads at once.
public interface Dialect {
    /// Adds the headers that every answer there carries, before a route is looked for.
    void prepare(Exchange exchange);

    /// A problem as the protocol tells it, in JSON.
    ///
    /// @param flagKey the flag key in the path, decoded; empty where it has none
    byte[] tell(Problem problem, String flagKey);
}
