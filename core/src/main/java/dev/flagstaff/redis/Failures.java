package dev.flagstaff.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What went wrong with Redis, as one sentence. Stateless.
final class Failures {
    /// The first words of errors that another node would not give.
    private static final List<String> MISPLACED = List.of("MOVED", "ASK", "CLUSTERDOWN", "READONLY", "MASTERDOWN");

    private Failures() {}

    static RedisUnavailableException unavailable(RedisAddress address, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RedisUnavailableException already) {
            return already;
        }
        return new RedisUnavailableException(describe(address, cause), cause);
    }

    static String describe(RedisAddress address, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof TimeoutException) {
            return "Redis at " + address + " does not answer";
        }
        if (cause instanceof CancellationException) {
            return "the connection to Redis at " + address + " was closed";
        }
        String tls = TlsFailures.explain(cause);
        if (tls != null) {
            return "Redis at " + address + " cannot be trusted: " + tls;
        }
        if (cause instanceof RedisCommandExecutionException refused) {
            return refused(address, String.valueOf(refused.getMessage()));
        }
        return "Redis at " + address + " cannot be reached" + reason(cause);
    }

    /// @param error as Redis says it
    static String refused(RedisAddress address, String error) {
        return "Redis at " + address + " refuses: " + explain(error);
    }

    /// Whether Redis gave a transaction up before it began; nothing of it has happened, and nothing is under way.
    static boolean isAborted(RedisUnavailableException failure) {
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (hasCode(cause, "EXECABORT")) {
                return true;
            }
        }
        return false;
    }

    /// Why a transaction failed: `EXEC` only says that an earlier command was refused, and that one says why.
    ///
    /// @param refusal what it said
    static RedisUnavailableException ofTransaction(
            RedisAddress address, @Nullable String refusal, RedisUnavailableException failure) {
        return refusal == null || !isAborted(failure)
                ? failure
                : new RedisUnavailableException(
                        refused(address, refusal), new RedisCommandExecutionException(refusal, failure.getCause()));
    }

    static boolean isNoScript(Throwable failure) {
        return hasCode(failure, "NOSCRIPT");
    }

    static boolean isUnknownCommand(Throwable failure) {
        return cause(failure) instanceof RedisCommandExecutionException refused
                && String.valueOf(refused.getMessage()).contains("unknown command");
    }

    static boolean isWrongType(Throwable failure) {
        return hasCode(failure, "WRONGTYPE");
    }

    static boolean isMissingKey(Throwable failure) {
        return cause(failure) instanceof RedisCommandExecutionException refused
                && String.valueOf(refused.getMessage()).contains("no such key");
    }

    /// Whether Redis answered, and will not do it: the user may not, or there is no such command.
    static boolean isRefusal(RedisUnavailableException failure) {
        return failure.getCause() instanceof RedisCommandExecutionException refused
                && (hasCode(refused, "NOPERM")
                        || String.valueOf(refused.getMessage()).contains("unknown"));
    }

    /// Whether the connection leads to a node that is not, or no longer, the right one for what was asked.
    static boolean isMisplaced(RedisUnavailableException failure) {
        return failure.getCause() instanceof RedisCommandExecutionException refused
                && MISPLACED.stream().anyMatch(code -> hasCode(refused, code));
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean hasCode(Throwable failure, String code) {
        return cause(failure) instanceof RedisCommandExecutionException refused
                && String.valueOf(refused.getMessage()).startsWith(code);
    }

    private static String explain(String error) {
        String code = error.substring(0, Math.max(0, error.indexOf(' ')));
        return switch (code) {
            case "NOAUTH" -> "it wants a user and a password in REDIS_URL";
            case "WRONGPASS" -> "the user or the password in REDIS_URL is wrong";
            case "NOPERM" -> "the user lacks a permission (" + error + ")";
            case "OOM" -> "it is out of memory (maxmemory)";
            case "READONLY" -> "it is a read-only replica";
            case "NOREPLICAS" -> "too few replicas follow it (min-replicas-to-write)";
            case "MASTERDOWN" -> "it is a replica that does not hear its master";
            case "MOVED", "ASK" -> "another node of the cluster has our keys (" + error + ")";
            case "TRYAGAIN" -> "our keys are being moved to another node of the cluster";
            case "CLUSTERDOWN" -> "the cluster is down";
            case "LOADING" -> "it is still loading its data";
            case "MISCONF" -> "it cannot persist its data and therefore accepts no writes";
            default -> error;
        };
    }

    /// The innermost message says it: "Connection refused: localhost/127.0.0.1:6379" and the like.
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            if (root instanceof RedisCommandExecutionException) {
                break;
            }
            root = root.getCause();
        }
        if (root instanceof RedisCommandExecutionException refused) {
            return ": " + explain(String.valueOf(refused.getMessage()));
        }
        String message = root.getMessage();
        return message == null ? "" : ": " + message;
    }
}
