package dev.flagstaff.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection: what the server reads from and writes to, and what the listener knows of it. The server's own
/// context and connection, each with something put between.
final class GuardedConnection implements ConnectionContext, ServerConnection, InterruptableTask<Void> {
    private final ConnectionContext context;
    private final Patience reading = new Patience();
    private final Patience writing = new Patience();
    private final Arrival arrival;
    private final DataReader reader;
    private final DataWriter writer;
    private final ServerConnection connection;
    private final Consumer<GuardedConnection> ended;
    /// Of the answer that is being sent; for the connection's thread.
    private Status status = Status.OK_200;

    GuardedConnection(
            ConnectionContext context,
            ServerConnectionSelector http1,
            HttpLimits limits,
            BodyBudget budget,
            PlainAnswers.@Nullable Routes plain,
            AtomicLong turns,
            Consumer<GuardedConnection> ended) {
        this.context = context;
        this.ended = ended;
        writer = new PatientWriter(context.dataWriter(), writing);
        var plainAnswers = plain == null ? null : new PlainAnswers(plain, limits, writer);
        arrival = new Arrival(context.serverSocket(), reading, budget, limits.arrival(), plainAnswers, new Turn(turns));
        reader = new StrictReader(arrival);
        connection = http1.connection(this);
    }

    Arrival arrival() {
        return arrival;
    }

    Status status() {
        return status;
    }

    void status(Status status) {
        this.status = status;
    }

    /// Ends it where its client keeps it waiting for too long. Called by the listener's thread.
    void check(long nowNanos) {
        reading.check(nowNanos);
        writing.check(nowNanos);
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        try {
            connection.handle(limit);
        } finally {
            arrival.giveBack();
            ended.accept(this);
        }
    }

    @Override
    public Duration idleTime() {
        var idle = connection.idleTime();
        var plainIdle = arrival.plainIdleTime();
        return plainIdle.compareTo(idle) < 0 ? plainIdle : idle;
    }

    @Override
    public void close(boolean interrupt) {
        arrival.end();
        if (interrupt || !arrival.isAnswering()) {
            connection.close(interrupt);
        }
    }

    @Override
    public boolean canInterrupt() {
        return !arrival.isAnswering() && connection instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public io.helidon.webserver.Router router() {
        return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
