package dev.flagstaff.flag;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// What is wrong with the syntax of a JSON document, told to who sent it. Stateless.
public final class JsonSyntax {
    /// Where the parser thinks that it got the document from, which is nothing to its sender.
    private static final Pattern SOURCE = Pattern.compile(" \\(start marker at \\[Source: .*?]\\)");

    private JsonSyntax() {}

    /// The parser's words, and the place in the document.
    public static String fault(JacksonException malformed) {
        String words = SOURCE.matcher(malformed.getOriginalMessage()).replaceAll("");
        var at = malformed.getLocation();
        return at == null ? words : words + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
