/// The decision: whether a flag is on for one subject, and why. Pure: no I/O, no clock, no logger.
///
/// Enter at [dev.flagstaff.eval.Evaluator]. Everything here is immutable or stateless, and any thread may use it.
@NullMarked
package dev.flagstaff.eval;

import org.jspecify.annotations.NullMarked;
