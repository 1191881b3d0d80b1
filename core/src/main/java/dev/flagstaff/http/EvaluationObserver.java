package dev.flagstaff.http;

import dev.flagstaff.eval.Decision;
import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.flag.FlagDefinition;

/// Sees every evaluation that was answered. Called on the request's thread, which it must not hold up.
@FunctionalInterface
public interface EvaluationObserver {
    /// An evaluation was answered.
    ///
    /// @param startedNanos when the request was taken up, of [System#nanoTime]
    void evaluated(FlagDefinition flag, EvaluationContext context, Decision decision, long startedNanos);
}
