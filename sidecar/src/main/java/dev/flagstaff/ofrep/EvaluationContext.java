package dev.flagstaff.ofrep;

/// What of a request's context an evaluation depends on.
///
/// @param targetingKey whom flags are evaluated for; not empty
/// @param region where that is; empty for none
/// @param environment not empty
record EvaluationContext(String targetingKey, String region, String environment) {}
