package dev.flagstaff.flag;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A place in a JSON document, spelled only when a fault is reported there.
record Pointer(@Nullable Pointer parent, String name) {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    static final Pointer ROOT = new Pointer(null, "");

    Pointer child(String childName) {
        return new Pointer(this, childName);
    }

    Pointer child(int index) {
        return new Pointer(this, Integer.toString(index));
    }

    Fault.InDocument fault(String detail) {
        return new Fault.InDocument(toString(), detail);
    }

    /// The URI fragment form of [RFC 6901, section 6](https://www.rfc-editor.org/rfc/rfc6901#section-6).
    @Override
    public String toString() {
        var out = new StringBuilder();
        spell(out);
        return out.toString();
    }

    private void spell(StringBuilder out) {
        if (parent == null) {
            out.append('#');
            return;
        }
        parent.spell(out);
        out.append('/');
        for (byte b : name.replace("~", "~0").replace("/", "~1").getBytes(StandardCharsets.UTF_8)) {
            if (isFragmentCharacter(b)) {
                out.append((char) b);
            } else {
                HEX.toHexDigits(out.append('%'), b);
            }
        }
    }

    private static boolean isFragmentCharacter(byte b) {
        return Identifier.isAlphanumeric((char) b) || "-._~!$&'()*+,;=:@".indexOf(b) >= 0;
    }
}
