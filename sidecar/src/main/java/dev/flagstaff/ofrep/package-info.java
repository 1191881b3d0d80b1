/// The OpenFeature Remote Evaluation Protocol, version 0.3.0: evaluations of one flag and of all, in the words that
/// OpenFeature's providers speak, and streams that tell them when to ask again.
///
/// Enter at [dev.flagstaff.ofrep.Ofrep]. What is evaluated comes from [dev.flagstaff.ofrep.Flags], from memory. All
/// here may be used by any thread.
@NullMarked
package dev.flagstaff.ofrep;

import org.jspecify.annotations.NullMarked;
