/// Everything in one process, to try it: an embedded Redis, an admin and a sidecar, all on loopback.
///
/// Enter at [dev.flagstaff.standalone.Standalone]. It starts the same [dev.flagstaff.admin.Admin] and
/// [dev.flagstaff.sidecar.Sidecar] that their own processes do.
@NullMarked
package dev.flagstaff.standalone;

import org.jspecify.annotations.NullMarked;
