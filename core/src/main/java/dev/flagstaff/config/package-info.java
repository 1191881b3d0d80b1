/// Settings from the environment, checked at start: every fault at once, and none ignored in silence.
///
/// Enter at [dev.flagstaff.config.Settings]; [dev.flagstaff.config.Setting] lists every setting there is.
@NullMarked
package dev.flagstaff.config;

import org.jspecify.annotations.NullMarked;
