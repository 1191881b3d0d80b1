import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Takes the names and types of local variables out of the classes of jars: only a debugger reads them, but the JVM has
/// them all in memory. Everything else stays as it is, byte for byte.
///
///     java Slim.java JAR...
void main(String[] jars) throws IOException {
    for (String jar : jars) {
        Path path = Path.of(jar);
        var slim = new ByteArrayOutputStream();
        try (var in = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(path)));
                var out = new ZipOutputStream(slim)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var same = new ZipEntry(entry.getName());
                same.setTime(entry.getTime());
                out.putNextEntry(same);
                byte[] bytes = in.readAllBytes();
                out.write(entry.getName().endsWith(".class") ? new Slimmer(bytes).slim() : bytes);
            }
        }
        Files.write(path, slim.toByteArray());
    }
}

/// Goes once through a class file ([the format](https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html)).
///
/// A text in the pool of constants keeps its place there, but becomes empty where nothing but what is left out may name
/// it: no two bytes, anywhere, are the number of its place.
static final class Slimmer {
    private static final int TEXT = 1;
    private static final byte[] EMPTY = {TEXT, 0, 0};
    private static final Set<String> UNWANTED = Set.of("LocalVariableTable", "LocalVariableTypeTable");
    /// They have numbers of instructions and classes, but none of texts.
    private static final Set<String> WITHOUT_TEXTS = Set.of("LineNumberTable", "StackMapTable");

    private final DataInputStream in;
    private final BitSet named = new BitSet();
    private final BitSet namedNoMore = new BitSet();
    private byte[][] constants = {};

    Slimmer(byte[] bytes) {
        in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    byte[] slim() throws IOException {
        byte[] version = in.readNBytes(8);
        readConstants();
        var body = new ByteArrayOutputStream();
        var out = new DataOutputStream(body);
        copy(out, 6);
        copy(out, 2 * copyNumber(out));
        members(out);
        members(out);
        attributes(out);

        var all = new ByteArrayOutputStream();
        all.write(version);
        new DataOutputStream(all).writeShort(constants.length);
        for (int i = 0; i < constants.length; i++) {
            all.write(namedNoMore.get(i) && !named.get(i) ? EMPTY : constants[i]);
        }
        body.writeTo(all);
        return all.toByteArray();
    }

    private void readConstants() throws IOException {
        constants = new byte[in.readUnsignedShort()][0];
        for (int i = 1; i < constants.length; i++) {
            var constant = new ByteArrayOutputStream();
            var out = new DataOutputStream(constant);
            int kind = in.readUnsignedByte();
            out.writeByte(kind);
            if (kind == TEXT) {
                int length = in.readUnsignedShort();
                out.writeShort(length);
                out.write(in.readNBytes(length));
            } else {
                copy(out, switch (kind) {
                    case 7, 8, 16, 19, 20 -> 2;
                    case 15 -> 3;
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
                    case 5, 6 -> 8;
                    default -> throw new IOException("no constant is of kind " + kind);
                });
            }
            constants[i] = constant.toByteArray();
            if (kind == 5 || kind == 6) {
                i++; // it takes two places
            }
        }
    }

    /// Fields, or methods.
    private void members(DataOutputStream out) throws IOException {
        for (int left = copyNumber(out); left > 0; left--) {
            copy(out, 6);
            attributes(out);
        }
    }

    private void attributes(DataOutputStream out) throws IOException {
        var kept = new ByteArrayOutputStream();
        var keptOut = new DataOutputStream(kept);
        int number = 0;
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            int place = in.readUnsignedShort();
            int length = in.readInt();
            String name = new String(constants[place], 3, constants[place].length - 3, StandardCharsets.UTF_8);
            if (UNWANTED.contains(name)) {
                namedNoMore.set(place);
                skipVariables();
                continue;
            }
            number++;
            named.set(place);
            var content = new ByteArrayOutputStream();
            var contentOut = new DataOutputStream(content);
            if (name.equals("Code")) {
                copy(contentOut, 4);
                int codeLength = in.readInt();
                contentOut.writeInt(codeLength);
                contentOut.write(in.readNBytes(codeLength));
                copy(contentOut, 8 * copyNumber(contentOut));
                attributes(contentOut);
            } else if (WITHOUT_TEXTS.contains(name)) {
                contentOut.write(in.readNBytes(length));
            } else {
                copy(contentOut, length);
            }
            keptOut.writeShort(place);
            keptOut.writeInt(content.size());
            content.writeTo(keptOut);
        }
        out.writeShort(number);
        kept.writeTo(out);
    }

    private void skipVariables() throws IOException {
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            in.skipNBytes(4);
            namedNoMore.set(in.readUnsignedShort());
            namedNoMore.set(in.readUnsignedShort());
            in.skipNBytes(2);
        }
    }

    private int copyNumber(DataOutputStream out) throws IOException {
        int number = in.readUnsignedShort();
        out.writeShort(number);
        return number;
    }

    /// Copies what may name texts.
    private void copy(DataOutputStream out, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        for (int i = 1; i < count; i++) {
            named.set((bytes[i - 1] & 0xff) << 8 | (bytes[i] & 0xff));
        }
        out.write(bytes);
    }
}
