/// HTTP for admin and sidecar: routes, query and body in, JSON and problem details out, health and metrics. The
/// only room in core that knows Helidon.
///
/// Enter at [dev.flagstaff.http.Listener], which serves a [dev.flagstaff.http.Router]. What is asked for all the
/// time, in the plainest form, is answered straight from its bytes, by the same handlers: see
/// [dev.flagstaff.http.PlainRequest]. A handler throws [dev.flagstaff.http.HttpProblem] to refuse; one place turns it
/// into an answer. Handlers run on one virtual thread a connection, and everything here that they share may be used
/// by any thread.
@NullMarked
package dev.flagstaff.http;

import org.jspecify.annotations.NullMarked;
