package io.nuncio.proxy.wire;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.SchedulableCallback;
import java.util.ArrayList;
import java.util.List;

/**
 * What the connections of one dispatcher share: the numbers they get, and the work that is done once an iteration, after
 * everything that happened in it: whoever resumed reading reads, then whoever has written is flushed. So a connection
 * costs one system call for all that was written in an iteration.
 *
 * <p>Confined to its dispatcher.
 */
@OnWorker
public final class WireLoop {

    private final Dispatcher dispatcher;
    private final IoKind kind;
    private final SchedulableCallback roundDue;
    private final long idStep;
    private List<Connection> toResume = new ArrayList<>();
    private List<Connection> toFlush = new ArrayList<>();
    private List<Connection> spare = new ArrayList<>();
    private long lastId;

    /**
     * Of one dispatcher.
     *
     * @param index which of {@code loops} in this process it is, from 0; connection ids are unique among them
     */
    public WireLoop(Dispatcher dispatcher, int index, int loops) {
        this.dispatcher = dispatcher;
        this.kind = IoKind.of(dispatcher.eventLoop());
        this.roundDue = dispatcher.createSchedulableCallback(this::round);
        this.idStep = loops;
        this.lastId = index;
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Which sockets fit. */
    public IoKind kind() {
        return kind;
    }

    /** A number that no other connection of the process has. */
    public long nextConnectionId() {
        lastId += idStep;
        return lastId;
    }

    /** Has the connection flushed at the end of this iteration. */
    void flushLater(Connection connection) {
        toFlush.add(connection);
        roundDue.scheduleCurrentIteration();
    }

    /** Has the connection hand on what it holds at the end of this iteration. */
    void resumeLater(Connection connection) {
        toResume.add(connection);
        roundDue.scheduleCurrentIteration();
    }

    private void round() {
        if (!toResume.isEmpty()) {
            List<Connection> now = toResume;
            toResume = spare;
            for (Connection connection : now) {
                guarded(connection, true);
            }
            now.clear();
            spare = now;
        }
        if (!toFlush.isEmpty()) {
            List<Connection> now = toFlush;
            toFlush = spare;
            for (Connection connection : now) {
                guarded(connection, false);
            }
            now.clear();
            spare = now;
        }
    }

    /** What one connection's filters throw must not keep the others of the round waiting. */
    private static void guarded(Connection connection, boolean resume) {
        try {
            if (resume) {
                connection.reads().resumeNow();
            } else {
                connection.writes().flushIfDirty();
            }
        } catch (RuntimeException e) {
            FilterFailures.end(connection, e);
        }
    }
}
