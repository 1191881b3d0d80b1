package dev.flagstaff.redis;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why TLS did not come about, in words that say what to do. Stateless.
final class TlsFailures {
    private static final String OWN_CERTIFICATE = "FLAGSTAFF_REDIS_CERT_FILE and FLAGSTAFF_REDIS_KEY_FILE";

    private static final Pattern REFUSALS = Pattern.compile("fatal alert: .*(certificate|unknown_ca)");

    private TlsFailures() {}

    /// One part of a sentence; null when the failure is none of TLS.
    static @Nullable String explain(Throwable failure) {
        String told = null;
        // The innermost one knows best.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String here = explainOne(cause);
            told = here == null ? told : here;
        }
        return told;
    }

    private static @Nullable String explainOne(Throwable cause) {
        return switch (cause) {
            case CertificateExpiredException expired -> "its certificate has expired (" + expired.getMessage() + ")";
            case CertificateNotYetValidException early ->
                "its certificate is not valid yet (" + early.getMessage() + ")";
            case CertPathBuilderException unknown ->
                "its certificate is signed by nobody we trust: FLAGSTAFF_REDIS_CA_FILE must name the authority";
            case CertPathValidatorException broken -> "its certificate is not valid (" + broken.getMessage() + ")";
            case CertificateException refused -> certificate(String.valueOf(refused.getMessage()));
            case NotSslRecordException plain -> "it does not speak TLS on this port, which rediss:// asks for";
            case SSLException refused -> refusal(String.valueOf(refused.getMessage()));
            default -> null;
        };
    }

    private static String certificate(String message) {
        boolean isMisnamed = message.startsWith("No subject alternative") || message.startsWith("No name matching");
        return "its certificate is " + (isMisnamed ? "for another name" : "not valid") + " (" + message + ")";
    }

    private static String refusal(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("certificate_required")) {
            return "it wants to be shown a certificate: " + OWN_CERTIFICATE + " must name one";
        }
        if (REFUSALS.matcher(lower).find()) {
            return "it refuses the certificate that it is shown, or misses one: " + OWN_CERTIFICATE + " (" + message
                    + ")";
        }
        return "TLS fails (" + message + ")";
    }
}
