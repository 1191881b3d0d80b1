package dev.flagstaff.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The compiled classes of one module.
record Module(List<ClassModel> classes) {
    private static final Pattern OURS = Pattern.compile("dev/flagstaff/[a-z]+/[A-Za-z0-9_]+");

    /// The module that this class is of, from its jar or its directory.
    static Module of(Class<?> one) {
        try {
            var location = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(location)) {
                return in(location);
            }
            try (var jar = FileSystems.newFileSystem(location)) {
                return in(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Module in(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return new Module(files.filter(file -> file.toString().endsWith(".class"))
                    .map(Module::parse)
                    .toList());
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The names of the classes that mention a package or class, given as a class file spells it, in whatever way.
    List<String> mentioning(String name) {
        return classes.stream()
                .filter(one -> texts(one).anyMatch(text -> text.contains(name)))
                .map(Module::name)
                .toList();
    }

    List<String> names() {
        return classes.stream().map(Module::name).toList();
    }

    /// Its public classes that are no members of others, but for those that a launcher starts.
    List<String> publicClasses() {
        return classes.stream()
                .filter(one -> one.flags().has(AccessFlag.PUBLIC) && !name(one).contains("$"))
                .filter(one -> one.methods().stream()
                        .noneMatch(method -> method.methodName().equalsString("main")))
                .map(Module::name)
                .toList();
    }

    /// Which classes of ours, members counting as the class that they are of, are mentioned in another package
    /// than theirs.
    Set<String> mentionedElsewhere() {
        return classes.stream()
                .flatMap(one -> texts(one)
                        .flatMap(text -> OURS.matcher(text).results())
                        .map(found -> found.group())
                        .filter(name -> !packageOf(name).equals(packageOf(name(one)))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> texts(ClassModel one) {
        return Stream.iterate(
                        1,
                        index -> index < one.constantPool().size(),
                        index -> index + one.constantPool().entryByIndex(index).width())
                .map(index -> one.constantPool().entryByIndex(index))
                .filter(Utf8Entry.class::isInstance)
                .map(entry -> ((Utf8Entry) entry).stringValue());
    }

    private static String name(ClassModel one) {
        return one.thisClass().asInternalName();
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }
}
