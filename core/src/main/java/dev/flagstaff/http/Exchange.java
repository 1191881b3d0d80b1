package dev.flagstaff.http;

import dev.flagstaff.flag.Identifier;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// One request and its answer, as a handler sees them. Used by the request's thread.
///
/// A handler cannot tell which of the two it has: the one that the server made of the request, which can do all that
/// is here, or the one of a plain request, which is answered from its bytes and can do what the hot routes need.
/// Where that is asked for more, it gives up, and the server makes the other.
public abstract sealed class Exchange permits ServerExchange, PlainExchange {
    private final String flagKey;

    Exchange(String flagKey) {
        this.flagKey = flagKey;
    }

    /// The flag key in the path, decoded, whether or not a flag could have it; empty where the route has none.
    public final String flagKey() {
        return flagKey;
    }

    /// The flag key in the path.
    ///
    /// @throws HttpProblem 404, when no flag could have it
    public final String existingFlagKey() {
        if (!Identifier.isValid(flagKey)) {
            throw new HttpProblem(Problem.noSuchFlag());
        }
        return flagKey;
    }

    /// The query as it stands in the request target, without the question mark.
    abstract String rawQuery();

    /// A header of the request; empty where it is missing.
    public abstract String header(HeaderName name);

    /// A header of the request that is a list, all its lines joined by commas; empty where it is missing.
    public abstract String headerList(HeaderName name);

    /// The JSON document that the request carries.
    ///
    /// @param mostBytes how large it may be
    /// @throws HttpProblem 415 when it is not said to be JSON, 413 when it is larger
    public abstract byte[] jsonBody(int mostBytes);

    /// The JSON document that the request carries, to be read piece by piece.
    ///
    /// @param mostBytes how large it may be; reading on then throws [HttpProblem] 413
    /// @throws HttpProblem 415 when it is not said to be JSON
    public abstract InputStream jsonStream(long mostBytes);

    /// Adds a header to the answer.
    public abstract Exchange answerHeader(HeaderName name, String value);

    /// Says that the answer shows the store as of this revision.
    public abstract Exchange revision(long revision);

    /// The revision that the answer must at least be of, as the client asks; 0 where it does not.
    ///
    /// @throws HttpProblem 400, when what it asks for is no revision
    public abstract long minRevision();

    /// The entity tags that a conditional header names; null where it is missing.
    ///
    /// @throws HttpProblem 400, when it names none
    public abstract @Nullable EntityTags entityTags(HeaderName header);

    /// Whether the client has what an entity tag names, as its `If-None-Match` says. What is no list of
    /// tags names none.
    ///
    /// @param opaque the tag without its quotation marks
    public final boolean isKnown(String opaque) {
        String list = headerList(HeaderNames.IF_NONE_MATCH);
        // What clients mostly send, the tag that came with the answer, is thirty times as soon compared as parsed.
        if (list.equals('"' + opaque + '"')) {
            return true;
        }
        return EntityTags.parse(list).filter(tags -> tags.matchesWeakly(opaque)).isPresent();
    }

    /// Answers 200 with a definition and the entity tag that its revision is, or 304 to a client that has it.
    ///
    /// @param revision the definition's own; null where it has none, and then no tag
    public final void sendDefinition(byte[] json, @Nullable Long revision) {
        if (revision != null) {
            answerHeader(HeaderNames.ETAG, "\"" + revision + "\"");
            if (isRead() && isKnown(Long.toString(revision))) {
                sendNotModified();
                return;
            }
        }
        send(json);
    }

    /// Whether it is a `GET` or a `HEAD`.
    abstract boolean isRead();

    /// Answers 200 with a JSON document.
    public abstract void send(byte[] json);

    /// Answers 200 with a JSON document, whose pieces may be used again when this returns.
    public abstract void send(LongAnswer json);

    /// Answers with a JSON document and this status.
    public abstract void send(Status status, byte[] json);

    /// Answers 304, with nothing.
    public abstract void sendNotModified();

    /// What writes an answer bit by bit.
    @FunctionalInterface
    public interface Body {
        /// Writes it. Each flush sends what there is.
        ///
        /// @throws IOException when the client is gone
        void writeTo(OutputStream answer) throws IOException;
    }

    /// Answers 200 with a body that is not known beforehand, and may take as long as it likes. It is written on
    /// this thread, which waits for a client that does not read; interrupting it cuts the connection.
    public abstract void stream(String contentType, Body body);

    /// Answers 204, with nothing.
    public abstract void sendNothing();

    /// Answers with a document of another kind.
    public abstract void send(Status status, String contentType, byte[] body);
}
