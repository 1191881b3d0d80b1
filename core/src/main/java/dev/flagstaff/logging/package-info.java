/// Logs: one line an event on stdout, and entries for whoever else wants them, never in the way of the
/// thread that logs.
///
/// Enter at [dev.flagstaff.logging.Logs]; everything else logs through SLF4J and knows nothing of this package. A
/// second destination is a [dev.flagstaff.logging.LogSink].
///
/// Logback is configured by direct calls, not by a `logback.xml` or a `Configurator` service: the level is known only
/// once the settings are read, and a service in this jar would also configure every test and tool that has the jar on
/// its class path. `jvm.options` names [dev.flagstaff.logging.LogbackAlone], which spares a process Logback's own
/// start. The price: events before [dev.flagstaff.logging.Logs#start] are lost, or go out in Logback's format, so
/// nothing may log before it.
///
/// Every type here may be used by any thread.
@NullMarked
package dev.flagstaff.logging;

import org.jspecify.annotations.NullMarked;
