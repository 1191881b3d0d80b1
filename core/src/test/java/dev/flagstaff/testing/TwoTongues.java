package dev.flagstaff.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// A proxy on loopback to one port, for clients that speak TLS and for those that do not: nodes announce one port, to
/// clients as to each other, and the embedded Redis has no TLS of its own. Thread-safe.
public final class TwoTongues implements AutoCloseable {
    /// With it a handshake begins, and no command.
    private static final int HANDSHAKE = 0x16;

    private final ServerSocket server;
    private final SSLContext tls;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger encrypted = new AtomicInteger();

    private TwoTongues(ServerSocket server, SSLContext tls, int target) {
        this.server = server;
        this.tls = tls;
        this.target = target;
    }

    /// A proxy to a port of loopback, with a certificate for loopback.
    public static TwoTongues to(int target, Certificates certificates) {
        try {
            var server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            var proxy = new TwoTongues(server, certificates.server(Certificates.SERVER), target);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The port to announce.
    public int port() {
        return server.getLocalPort();
    }

    /// How many connections spoke TLS.
    public int encrypted() {
        return encrypted.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var near = server.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> join(near));
            } catch (IOException closed) {
                // The next one may get through.
            }
        }
    }

    private void join(Socket near) {
        try (near) {
            near.setTcpNoDelay(true);
            int first = near.getInputStream().read();
            if (first < 0) {
                return;
            }
            var begun = new ByteArrayInputStream(new byte[] {(byte) first});
            try (var far = new Socket(InetAddress.getLoopbackAddress(), target)) {
                far.setTcpNoDelay(true);
                sockets.add(far);
                if (first == HANDSHAKE) {
                    encrypted.incrementAndGet();
                    pump(tls.getSocketFactory().createSocket(near, begun, true), far);
                } else {
                    begun.transferTo(far.getOutputStream());
                    pump(near, far);
                }
                sockets.remove(far);
            }
        } catch (IOException cutOff) {
            // One of both ended it.
        } finally {
            sockets.remove(near);
        }
    }

    private static void pump(Socket one, Socket other) throws IOException {
        Thread.ofVirtual().start(() -> {
            try (one;
                    other) {
                other.getInputStream().transferTo(one.getOutputStream());
            } catch (IOException cutOff) {
                // One of both ended it.
            }
        });
        one.getInputStream().transferTo(other.getOutputStream());
        one.close();
    }

    @Override
    public void close() {
        Closing.all(List.of(server));
        Closing.all(List.copyOf(sockets));
    }
}
