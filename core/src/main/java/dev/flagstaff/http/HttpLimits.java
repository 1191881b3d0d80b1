package dev.flagstaff.http;

import dev.flagstaff.config.Setting;
import dev.flagstaff.config.Settings;
import java.time.Duration;

/// What a listener takes at most, so that no client can exhaust it. Immutable.
///
/// @param headerBytes all header lines of a request; beyond it 431
/// @param uriBytes the request line, which is little more than the URI; beyond it 414
/// @param bodyBytes a body whose size nothing else limits
/// @param connections at one time; those beyond wait, unaccepted
/// @param arrival how long a request may take to arrive, from its first byte to the end of its headers, and then
///     each MiB of its body
public record HttpLimits(int headerBytes, int uriBytes, int bodyBytes, int connections, Duration arrival) {
    private static final int LEAST_BYTES = 256;
    private static final int MOST_HEAD_BYTES = 1024 * 1024;
    private static final int MOST_BODY_BYTES = 64 * 1024 * 1024;
    private static final int MOST_CONNECTIONS = 100_000;

    /// Reads settings; whoever gave them checks them afterwards.
    public static HttpLimits from(Settings settings) {
        return new HttpLimits(
                settings.integer(Setting.FLAGSTAFF_HTTP_MAX_HEADER_BYTES, LEAST_BYTES, MOST_HEAD_BYTES),
                settings.integer(Setting.FLAGSTAFF_HTTP_MAX_URI_BYTES, LEAST_BYTES, MOST_HEAD_BYTES),
                settings.integer(Setting.FLAGSTAFF_HTTP_MAX_BODY_BYTES, LEAST_BYTES, MOST_BODY_BYTES),
                settings.integer(Setting.FLAGSTAFF_HTTP_MAX_CONNECTIONS, 1, MOST_CONNECTIONS),
                settings.duration(Setting.FLAGSTAFF_HTTP_REQUEST_TIMEOUT));
    }
}
