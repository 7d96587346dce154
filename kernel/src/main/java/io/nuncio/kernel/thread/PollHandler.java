package io.nuncio.kernel.thread;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Netty's loop and its I/O: lets the dispatcher say whether and how long a poll may wait, tells it when
 * a poll came back and before the events are handled, and counts what is registered.
 */
final class PollHandler implements IoHandler {

    /** The dispatcher, as the poll sees it. */
    interface Client {

        /** Whether nothing of the dispatcher's own waits to be run. */
        boolean mayBlock();

        /** The nearest timer's deadline, or {@link #NO_DEADLINE}. */
        long nearestDeadlineNs();

        /** Nanoseconds until then; not negative. Called only if there is one. */
        long delayToDeadlineNs(long deadlineNs);

        /** The poll came back; events are handled next. */
        void polled();
    }

    /** Netty's word for "nothing on the calendar". */
    static final long NO_DEADLINE = -1;

    private final IoHandler io;
    private final Question question;
    private int registered;

    private PollHandler(IoHandler io, Client client) {
        this.io = io;
        this.question = new Question(client);
    }

    @Override
    public void initialize() {
        io.initialize();
    }

    @Override
    public int run(IoHandlerContext netty) {
        question.netty = netty;
        return io.run(question);
    }

    /** Closes everything that is registered. */
    @Override
    public void prepareToDestroy() {
        io.prepareToDestroy();
    }

    @Override
    public void destroy() {
        io.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        Registration registration = new Registration(io.register(handle));
        registered++;
        return registration;
    }

    @Override
    public void wakeup() {
        io.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return io.isCompatible(handleType);
    }

    /** How many handles (sockets, listeners) are registered; loop thread only. */
    int registered() {
        return registered;
    }

    /** Makes the one handler of a loop and hands it out. */
    static final class Factory implements IoHandlerFactory {

        private final IoHandlerFactory io;
        private final Client client;
        private @Nullable PollHandler made;

        Factory(IoHandlerFactory io, Client client) {
            this.io = io;
            this.client = client;
        }

        @Override
        public IoHandler newHandler(ThreadAwareExecutor executor) {
            PollHandler handler = new PollHandler(io.newHandler(executor), client);
            made = handler;
            return handler;
        }

        PollHandler made() {
            return Objects.requireNonNull(made, "handler not made");
        }
    }

    /** What the I/O asks before it waits: Netty's answers and the dispatcher's, joined. */
    private static final class Question implements IoHandlerContext {

        private final Client client;
        private @Nullable IoHandlerContext netty;

        Question(Client client) {
            this.client = client;
        }

        private IoHandlerContext netty() {
            return Objects.requireNonNull(netty);
        }

        @Override
        public boolean canBlock() {
            return netty().canBlock() && client.mayBlock();
        }

        @Override
        public long deadlineNanos() {
            long theirs = netty().deadlineNanos();
            long ours = client.nearestDeadlineNs();
            if (theirs == NO_DEADLINE) {
                return ours;
            }
            return ours == NO_DEADLINE || theirs - ours < 0 ? theirs : ours;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            long deadline = deadlineNanos();
            return deadline == NO_DEADLINE ? Long.MAX_VALUE : client.delayToDeadlineNs(deadline);
        }

        /** Asked between the poll and the handling of its events, by all three kinds of I/O. */
        @Override
        public boolean shouldReportActiveIoTime() {
            client.polled();
            return false;
        }
    }

    /** A registration that is counted until it is cancelled. Netty cancels on the loop's thread. */
    private final class Registration implements IoRegistration {

        private final IoRegistration registration;

        Registration(IoRegistration registration) {
            this.registration = registration;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            return registration.submit(ops);
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            boolean cancelled = registration.cancel();
            if (cancelled) {
                registered--;
            }
            return cancelled;
        }
    }
}
