package dev.flagstaff.flag;

/// One thing that is wrong with input from outside: where it is and what was expected there.
public sealed interface Fault {
    /// What was expected, as the end of a sentence that begins with the place: "must be a string".
    String detail();

    /// A fault in a JSON document.
    ///
    /// @param pointer a JSON Pointer in its URI fragment form ([RFC 6901, section
    ///     6](https://www.rfc-editor.org/rfc/rfc6901#section-6)), `#` being the whole document
    record InDocument(String pointer, String detail) implements Fault {}

    /// A fault in a parameter of the request's path or query.
    record InParameter(String parameter, String detail) implements Fault {}
}
