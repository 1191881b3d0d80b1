import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Takes the names and types of local variables out of the classes of jars: only a debugger reads them, but the JVM has
/// them all in memory. Code, line numbers and everything else stay.
///
///     java Slim.java JAR...
void main(String[] jars) throws IOException {
    var classes = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
    var everyMethodAnew = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
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
                out.write(
                        entry.getName().endsWith(".class")
                                ? classes.transformClass(classes.parse(bytes), everyMethodAnew)
                                : bytes);
            }
        }
        Files.write(path, slim.toByteArray());
    }
}
