/// The sidecar: every definition in memory, evaluations over loopback HTTP.
///
/// Enter at [dev.flagstaff.sidecar.Sidecar], which wires it. The feed's thread is the only one that calls
/// [Applier], which alone changes [FlagCache]; request threads read it and never wait for Redis.
@NullMarked
package dev.flagstaff.sidecar;

import org.jspecify.annotations.NullMarked;
