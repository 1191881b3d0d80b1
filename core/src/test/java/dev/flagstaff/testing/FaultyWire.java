package dev.flagstaff.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A TCP proxy on loopback that does what networks do: it delays, stalls, cuts in pieces, and cuts off.
/// Thread-safe; a fault acts on connections that are open and on those to come, until it is taken back.
public final class FaultyWire implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /// Those of the near side whose far side is gone.
    private final Set<Socket> halfOpen = ConcurrentHashMap.newKeySet();
    /// From each far side to the near one.
    private final Map<Socket, Socket> nearSides = new ConcurrentHashMap<>();
    private volatile int target;
    private volatile Duration answerDelay = Duration.ZERO;
    private volatile boolean stalled;
    private volatile boolean refusing;
    private volatile int pieceBytes = 64 * 1024;
    private volatile Runnable beforeQuestions = () -> {};

    private FaultyWire(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /// A wire to a port of loopback.
    public static FaultyWire to(int target) {
        try {
            var wire = new FaultyWire(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().start(wire::accept);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The port to connect to instead.
    public int port() {
        return server.getLocalPort();
    }

    /// What to put into `REDIS_URL`.
    public String url() {
        return through("redis://127.0.0.1:0");
    }

    /// A URL of the target, but through the wire.
    public String through(String url) {
        return url.replaceFirst("\\d+$", Integer.toString(port()));
    }

    /// Everything that the target sends arrives so much later.
    public void delayAnswers(Duration delay) {
        answerDelay = delay;
    }

    /// Nothing gets through any more, either way; connections stay open.
    public void stall() {
        stalled = true;
    }

    /// Answers arrive in pieces of so many bytes.
    public void cutAnswersInto(int bytes) {
        pieceBytes = bytes;
    }

    /// Something happens before anything that is asked arrives.
    public void beforeQuestions(Runnable event) {
        beforeQuestions = event;
    }

    /// Cuts all connections off, and lets no new one in.
    public void cut() {
        refusing = true;
        dropConnections();
    }

    /// Cuts all connections off; new ones are let in.
    public void dropConnections() {
        sockets.forEach(FaultyWire::close);
        sockets.clear();
    }

    /// The other end of all connections is gone without a word, as when its machine lost power: they stay open, and
    /// what is sent there is never answered. New ones get through.
    public void loseTheOtherEnd() {
        halfOpen.addAll(sockets.stream().filter(this::isNear).toList());
        sockets.removeAll(halfOpen);
        sockets.forEach(FaultyWire::close);
        sockets.clear();
    }

    /// The same for the one connection that the target sees come from this port; the others are well.
    public void loseTheOtherEndOf(int portSeenByTarget) {
        nearSides.forEach((far, near) -> {
            if (far.getLocalPort() == portSeenByTarget) {
                halfOpen.add(near);
                sockets.remove(near);
                sockets.remove(far);
                close(far);
            }
        });
    }

    private boolean isNear(Socket socket) {
        return socket.getLocalPort() == port();
    }

    /// From now on it leads to another port of loopback; connections are cut off.
    public void leadTo(int otherTarget) {
        target = otherTarget;
        dropConnections();
    }

    /// Takes every fault back.
    public void heal() {
        answerDelay = Duration.ZERO;
        stalled = false;
        refusing = false;
        pieceBytes = 64 * 1024;
        beforeQuestions = () -> {};
    }

    @Override
    public void close() {
        close(server);
        dropConnections();
        halfOpen.forEach(FaultyWire::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var near = server.accept();
                if (refusing) {
                    near.close();
                    continue;
                }
                var far = connect(near);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.add(near);
                sockets.add(far);
                nearSides.put(far, near);
                Thread.ofVirtual().start(() -> pump(near, far, false));
                Thread.ofVirtual().start(() -> pump(far, near, true));
            } catch (IOException closedOrRefused) {
                // The next one may get through.
            }
        }
    }

    /// Where the target is not there, whoever connects hears so at once.
    private Socket connect(Socket near) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException refused) {
            near.close();
            throw refused;
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int piece = answers ? pieceBytes : read;
                if (!answers) {
                    beforeQuestions.run();
                }
                for (int sent = 0; sent < read; sent += piece) {
                    pause(answers);
                    if (!halfOpen.contains(from)) {
                        out.write(buffer, sent, Math.min(piece, read - sent));
                        out.flush();
                    }
                }
            }
        } catch (IOException cutOff) {
            // That is what this is for.
        } finally {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        nearSides.remove(socket);
        if (!halfOpen.contains(socket)) {
            close(socket);
        }
    }

    private void pause(boolean answers) {
        if (answers && answerDelay.isPositive()) {
            LockSupport.parkNanos(answerDelay.toNanos());
        }
        while (stalled) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyGone) {
            // Nothing left to close.
        }
    }
}
