/// Definitions and changes in Redis: the only room that knows Lettuce.
///
/// Enter at [dev.flagstaff.redis.Redis], which opens the two sides of the change protocol:
/// [dev.flagstaff.redis.FlagStore] writes definitions atomically and reads them whole,
/// [dev.flagstaff.redis.ChangeFeed] follows them. What is thread-safe says so; everything that fails because of
/// Redis throws [dev.flagstaff.redis.RedisUnavailableException].
///
/// **How a change travels.** A write is one `WATCH … MULTI … EXEC`, so nothing of it is ever visible without the
/// rest; its last command publishes which flag changed and which revision that is. A feed subscribes first and
/// reads everything after, so that no change falls in between; from then on every message only says *what to read
/// again*. The definition always comes from a script that reads in one atomic step the flag and whatever else
/// changed. One applier thread issues these reads one after the other on one connection, so an older read can
/// never overtake a newer one. A message may get lost: revisions are compared every few seconds, and the change
/// stream names what was missed. What writers do that know no revision Redis itself tells: by invalidations, by
/// keyspace notifications where it does not track keys, and where these are off it is found by reading everything
/// again every minute.
@NullMarked
package dev.flagstaff.redis;

import org.jspecify.annotations.NullMarked;
