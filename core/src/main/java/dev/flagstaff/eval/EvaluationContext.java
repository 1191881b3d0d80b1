package dev.flagstaff.eval;

/// What a flag is evaluated for. Immutable.
///
/// @param environment the environment's name; any text, one that the flag does not define is simply missing
/// @param subject whom the flag is evaluated for, usually a user's id; not empty. OpenFeature calls it `targetingKey`
/// @param region where the subject is; empty for none, which no allowlist matches
public record EvaluationContext(String environment, String subject, String region) {}
