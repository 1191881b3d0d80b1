/// Measurements of a system that is running elsewhere, taken from outside.
@NullMarked
package dev.flagstaff.bench;

import org.jspecify.annotations.NullMarked;
