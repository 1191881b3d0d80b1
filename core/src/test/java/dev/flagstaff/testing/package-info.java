/// What the tests of every module lean on: a real Redis to start, freeze and kill, a proxy to put faults on the
/// wire, and an HTTP client.
@NullMarked
package dev.flagstaff.testing;

import org.jspecify.annotations.NullMarked;
