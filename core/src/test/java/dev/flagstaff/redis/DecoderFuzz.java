package dev.flagstaff.redis;

import dev.flagstaff.flag.DefinitionWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What must hold for whatever anyone wrote into the hashes and sets of a flag. An input is a text: one environment
/// after the other, separated by 1, the flag's own hash before them; in an environment name, hash, users and regions,
/// separated by 2; in each of these values and members, separated by 3; of fields there are the values alone.
public final class DecoderFuzz {
    private DecoderFuzz() {}

    /// Called for every input that is tried.
    public static void fuzzerTestOneInput(byte[] input) {
        var answer = new ArrayList<Object>(List.of("flag"));
        var parts = split(input, 1);
        answer.add(fields(parts.getFirst()));
        for (byte[] part : parts.subList(1, parts.size())) {
            var environment = split(part, 2);
            while (environment.size() < 4) {
                environment.add(new byte[0]);
            }
            answer.add(List.of(
                    text(environment.get(0)),
                    fields(environment.get(1)),
                    texts(environment.get(2)),
                    texts(environment.get(3))));
        }
        switch (FlagDecoder.decode("f", answer)) {
            case FlagRead.Present(var definition) -> require(DefinitionWriter.write(definition).length > 0);
            case FlagRead.Broken(String key, String reason) -> require(key.equals("f") && !reason.isEmpty());
            case FlagRead.Absent _, FlagRead.Unlisted _ -> require(false);
        }
    }

    /// Four, the last ones missing where there are not as many.
    private static List<@Nullable Object> fields(byte[] part) {
        return Arrays.asList(Arrays.copyOf(texts(part).toArray(), 4));
    }

    private static List<Object> texts(byte[] part) {
        return split(part, 3).stream().map(DecoderFuzz::text).toList();
    }

    private static Object text(byte[] bytes) {
        return PackedValues.textOrBytes(bytes, 0, bytes.length);
    }

    private static List<byte[]> split(byte[] bytes, int separator) {
        var parts = new ArrayList<byte[]>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == separator) {
                parts.add(Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not what may come of it");
        }
    }
}
