/// How a process begins and ends: what it starts is closed in reverse order, what keeps it from starting is told in
/// one line.
///
/// Enter at [dev.flagstaff.lifecycle.Application] for a `main`, and at [dev.flagstaff.lifecycle.Started] for
/// whatever starts several things.
@NullMarked
package dev.flagstaff.lifecycle;

import org.jspecify.annotations.NullMarked;
