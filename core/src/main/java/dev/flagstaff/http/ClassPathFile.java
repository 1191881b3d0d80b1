package dev.flagstaff.http;

import dev.flagstaff.http.Router.Action;
import io.helidon.http.HeaderName;
import io.helidon.http.Status;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// Serves one file of the class path as it is. It is read whenever it is asked for, and kept nowhere. Immutable.
///
/// @param owner of the file: its class path is looked through, and its package where the name is relative
/// @param name of the file, as [Class#getResource] takes it; nothing that a client sends is ever part of it
/// @param headers what the answer carries besides
public record ClassPathFile(Class<?> owner, String name, String contentType, Map<HeaderName, String> headers)
        implements Action {
    /// Copies the map.
    public ClassPathFile {
        headers = Map.copyOf(headers);
    }

    @Override
    public void handle(Exchange exchange) {
        headers.forEach(exchange::answerHeader);
        exchange.send(Status.OK_200, contentType, bytes());
    }

    /// What is in it.
    ///
    /// @throws UncheckedIOException when it cannot be read, or is not there
    public byte[] bytes() {
        try (var in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The description of an API, which lies beside the class that serves it.
    public static ClassPathFile openApi(Class<?> owner) {
        return new ClassPathFile(owner, "openapi.yaml", "application/yaml", Map.of());
    }
}
