package dev.flagstaff.config;

import static dev.flagstaff.config.Setting.Scope.ADMIN;
import static dev.flagstaff.config.Setting.Scope.BOTH;
import static dev.flagstaff.config.Setting.Scope.SIDECAR;
import static dev.flagstaff.config.Setting.Scope.UP;

import org.jspecify.annotations.Nullable;

/// Every setting there is. A constant's name is the name of the environment variable that gives it; the same name
/// with `_FILE` after it gives the path of a file that holds the value instead. Durations are spelled `200ms`,
/// `5s`, `1m`, `24h`.
public enum Setting {
    REDIS_URL(
            BOTH,
            "redis://localhost:6379",
            "Where Redis is: `redis://`, `rediss://`, `redis-sentinel://` or `redis-cluster://`, with credentials."),
    FLAGSTAFF_REDIS_CA_FILE(
            BOTH,
            null,
            "The PEM file of the authorities that Redis's certificate is checked against, with `rediss://`."),
    FLAGSTAFF_REDIS_CERT_FILE(
            BOTH, null, "The PEM file of the certificate that Redis is shown, with `FLAGSTAFF_REDIS_KEY_FILE`."),
    FLAGSTAFF_REDIS_KEY_FILE(BOTH, null, "The PEM file of that certificate's private key, as PKCS #8."),
    FLAGSTAFF_READ_FROM(
            SIDECAR,
            "master",
            "Which node of Redis a sidecar follows: `master`, or `replica`, where one is up and not behind."),
    PORT(ADMIN, "8080", "The port of the admin API."),
    LOG_LEVEL(BOTH, "info", "The least level that is logged: `trace`, `debug`, `info`, `warn`, `error` or `off`."),
    LOG_STREAM_KEY(ADMIN, "logs", "The Redis stream that log entries go to, besides standard output."),
    FLAGSTAFF_PREFIX(
            BOTH,
            "feature-flags",
            "What every key in Redis begins with; `{feature-flags}` puts them all on one slot of a Redis Cluster."),
    FLAGSTAFF_ADMIN_HOST(
            ADMIN,
            "127.0.0.1",
            "The address of the admin API; beyond loopback it wants tokens or `FLAGSTAFF_ADMIN_AUTH=none`."),
    FLAGSTAFF_ADMIN_MANAGEMENT_PORT(ADMIN, "8084", "The port of admin's health and metrics."),
    FLAGSTAFF_ADMIN_TOKENS_FILE(ADMIN, null, "The file of the access tokens that the admin API accepts."),
    FLAGSTAFF_ADMIN_AUTH(
            ADMIN, null, "With `none`, whoever reaches the admin API may read and write, beyond loopback as well."),
    FLAGSTAFF_ADMIN_TLS_CERT(
            ADMIN, null, "The PEM file of the certificate chain with which the admin API is encrypted."),
    FLAGSTAFF_ADMIN_TLS_KEY(ADMIN, null, "The PEM file of that certificate's private key."),
    FLAGSTAFF_SET_KEYSPACE_EVENTS(
            ADMIN, "false", "Whether admin turns on the keyspace events of Redis that tell of edits by hand."),
    FLAGSTAFF_MIN_REVISION_WAIT(
            BOTH, "1s", "How long a request with `Flagstaff-Min-Revision` waits for that revision."),
    FLAGSTAFF_SIDECAR_PORT(SIDECAR, "8016", "The port of the evaluation API."),
    FLAGSTAFF_SIDECAR_HOST(SIDECAR, "127.0.0.1", "The loopback address of the evaluation API."),
    FLAGSTAFF_SIDECAR_MANAGEMENT_PORT(SIDECAR, "8014", "The port of the sidecar's health and metrics."),
    FLAGSTAFF_MANAGEMENT_HOST(
            BOTH, "0.0.0.0", "The address of health and metrics, which kubelet and Prometheus reach from outside."),
    FLAGSTAFF_HTTP_MAX_CONNECTIONS(
            BOTH,
            "2000",
            "How many connections a listener holds, and no more than a third of the heap has room for; more of them wait."),
    FLAGSTAFF_HTTP_MAX_URI_BYTES(BOTH, "12288", "How long a request line may be."),
    FLAGSTAFF_HTTP_MAX_HEADER_BYTES(BOTH, "16384", "How large the headers of a request may be, all together."),
    FLAGSTAFF_HTTP_MAX_BODY_BYTES(BOTH, "2097152", "How large the body of an OFREP request may be."),
    FLAGSTAFF_HTTP_REQUEST_TIMEOUT(
            BOTH, "10s", "How long the head of a request may take to arrive, and then each MiB of its body."),
    FLAGSTAFF_ENVIRONMENT(SIDECAR, null, "The environment of OFREP requests that name none."),
    FLAGSTAFF_POLL_INTERVAL(SIDECAR, "5s", "How often revisions are compared, so that a lost message is noticed."),
    FLAGSTAFF_REREAD_INTERVAL(SIDECAR, "60s", "How often everything is read again."),
    FLAGSTAFF_MAX_STALENESS(
            SIDECAR,
            "off",
            "The age beyond which definitions that nothing confirmed make the sidecar not ready; so does a snapshot, whose"
                    + " age nobody knows."),
    FLAGSTAFF_SNAPSHOT_DIR(
            SIDECAR, "off", "The directory of the snapshot that a sidecar starts from while Redis is away."),
    FLAGSTAFF_START_JITTER(
            SIDECAR, "50ms", "The most that a sidecar waits at random before it first connects, or `off`."),
    FLAGSTAFF_CORS_ORIGINS(SIDECAR, "off", "The web origins that may call OFREP, separated by commas."),
    FLAGSTAFF_DATA(UP, ".flagstaff", "Where the embedded Redis keeps its data."),
    FLAGSTAFF_REDIS_PORT(UP, "16379", "The port of the embedded Redis on loopback; not used with `REDIS_URL` set.");

    /// Which command a setting is of. `up` runs admin and sidecar, and so heeds all of them.
    public enum Scope {
        ADMIN("admin"),
        SIDECAR("sidecar"),
        /// Admin and sidecar.
        BOTH("both"),
        UP("up");

        private final String text;

        Scope(String text) {
            this.text = text;
        }

        /// The word for it in documentation.
        public String text() {
            return text;
        }
    }

    private final Scope scope;
    private final @Nullable String defaultText;
    private final String description;

    Setting(Scope scope, @Nullable String defaultText, String description) {
        this.scope = scope;
        this.defaultText = defaultText;
        this.description = description;
    }

    /// Which command it is of.
    public Scope scope() {
        return scope;
    }

    /// The value where none is given, as it would be spelled in the environment; null where there is none.
    public @Nullable String defaultText() {
        return defaultText;
    }

    /// One sentence on what it sets, in Markdown.
    public String description() {
        return description;
    }

    /// The variable that names a file with the value.
    String fileVariable() {
        return name() + "_FILE";
    }

    /// Whether the value may hold credentials, and so never goes into a message.
    boolean isSecret() {
        return this == REDIS_URL;
    }
}
