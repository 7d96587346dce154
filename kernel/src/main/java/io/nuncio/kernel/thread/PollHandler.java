package io.nuncio.kernel.thread;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Netty's loop and its I/O: lets the dispatcher say whether and how long a poll may wait, tells it when
 * a poll came back and before the events are handled, and knows whether anything is registered.
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

    /** The bit of {@link #wakers} that lets no more in. */
    private static final int CLOSED = 1 << 31;

    /**
     * So often, and with such pauses, what is under way in io_uring is completed before its end. Netty 4.2.18 frees the
     * buffer into which the kernel reads the wake-up descriptor without waiting for the read, and the kernel then writes
     * into freed memory: a crash in one of some hundred ends of a loop. The read is over within the pauses.
     */
    private static final int SETTLING_ROUNDS = 8;

    private static final long SETTLING_NS = 1_000_000;

    private static final IoHandlerContext SETTLING = new IoHandlerContext() {
        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return NO_DEADLINE;
        }
    };

    /** From so many registrations on, those that are over are dropped. */
    private static final int PRUNE_AT_MIN = 64;

    private final IoHandler io;
    private final Question question;
    private final AtomicInteger wakers = new AtomicInteger();
    private final List<WeakReference<IoRegistration>> registrations = new ArrayList<>();
    private int pruneAt = PRUNE_AT_MIN;

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
        if (io instanceof IoUringIoHandler) {
            for (int round = 0; round < SETTLING_ROUNDS; round++) {
                LockSupport.parkNanos(SETTLING_NS);
                io.run(SETTLING);
            }
        }
    }

    @Override
    public void destroy() {
        io.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        IoRegistration registration = io.register(handle);
        if (io instanceof EpollIoHandler) {
            registration = new KeptRegistration(registration);
        }
        registrations.add(new WeakReference<>(registration));
        if (registrations.size() >= pruneAt) {
            pruneAt = Math.max(PRUNE_AT_MIN, 2 * valid());
        }
        return registration;
    }

    @Override
    public void wakeup() {
        int before;
        do {
            before = wakers.get();
            if (before < 0) {
                return;
            }
        } while (!wakers.compareAndSet(before, before + 1));
        try {
            io.wakeup();
        } finally {
            wakers.decrementAndGet();
        }
    }

    /**
     * Lets nobody wake the loop any more, and waits for those who are at it, so that no
     * wake-up meets a descriptor that is closed.
     */
    void endWakeUps() {
        wakers.getAndUpdate(count -> count | CLOSED);
        while (wakers.get() != CLOSED) {
            Thread.onSpinWait();
        }
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return io.isCompatible(handleType);
    }

    /** Whether any handle (a socket, a listener) is registered; loop thread only. */
    boolean anyRegistered() {
        return valid() > 0;
    }

    private int valid() {
        registrations.removeIf(reference -> {
            IoRegistration registration = reference.get();
            return registration == null || !registration.isValid();
        });
        return registrations.size();
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
}
