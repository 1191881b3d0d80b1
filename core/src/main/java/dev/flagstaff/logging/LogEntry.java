package dev.flagstaff.logging;

/// One logging event in the contract's form. Its texts are free of lone surrogates, so UTF-8 carries them. Immutable.
///
/// @param level `trace`, `debug`, `info`, `warn` or `error`
/// @param component the part of the system that speaks: `admin`, `redis`, … or the last segment of a library's logger
/// @param msg the message as it was logged, control characters and all
/// @param time ISO 8601 in UTC with milliseconds
/// @param metadata the event's key-value pairs as the text of a JSON object
public record LogEntry(String level, String component, String msg, String time, String metadata) {}
