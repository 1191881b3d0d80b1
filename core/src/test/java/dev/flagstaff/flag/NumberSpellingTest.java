package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberSpellingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "1.0",
                "1.00",
                "-0.0",
                "0.10",
                "1e5",
                "1E5",
                "1e+5",
                "1E+400",
                "1e-400",
                "1.5e300",
                "10E-1",
                "2147483648",
                "9223372036854775807",
                "9223372036854775808",
                "12345678901234567890",
                "-123456789012345678901234567890123456789012345678901234567890",
                "9007199254740993",
                "0.1000000000000000055511151231257827021181583404541015625",
                "3.14159265358979323846264338327950288",
                "1e99999999999",
                "0e0",
                "123456789.123456789e-123456789",
            })
    void aNumberKeepsItsSpelling(String number) throws MalformedJsonException {
        assertThat(valueOf(number)).isEqualTo(number);
        assertThat(valueOf("{ \"a\" : [ " + number + " , " + number + " ] }"))
                .isEqualTo("{\"a\":[" + number + "," + number + "]}");
        assertThat(JsonValue.parse(number).text()).isEqualTo(number);
    }

    private static String valueOf(String json) {
        var flag = Reading.accepted(Reading.value(json));
        var again = Reading.accepted(new String(DefinitionWriter.write(flag), StandardCharsets.UTF_8));
        assertThat(again).isEqualTo(flag);
        return flag.environments().values().iterator().next().value().text();
    }
}
