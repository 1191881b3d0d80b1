package dev.flagstaff.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLServerSocket;

/// A proxy on loopback that speaks TLS to clients and none to its target. Thread-safe.
public final class TlsWire implements AutoCloseable {
    private final SSLServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private TlsWire(SSLServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /// A wire to a port of loopback.
    ///
    /// @param name of the certificate that it shows
    /// @param wantsCertificate whether clients must show one, too
    public static TlsWire to(int target, Certificates certificates, String name, boolean wantsCertificate) {
        try {
            var server = (SSLServerSocket) certificates
                    .server(name)
                    .getServerSocketFactory()
                    .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
            server.setNeedClientAuth(wantsCertificate);
            var wire = new TlsWire(server, target);
            Thread.ofVirtual().start(wire::accept);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What to put into `REDIS_URL`.
    public String url() {
        return "rediss://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var near = server.accept();
                var far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> pump(near, far));
                Thread.ofVirtual().start(() -> pump(far, near));
            } catch (IOException closedOrRefused) {
                // The next one may get through.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cutOff) {
            // The other side ended it.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @Override
    public void close() {
        Closing.all(List.of(server));
        Closing.all(List.copyOf(sockets));
    }
}
