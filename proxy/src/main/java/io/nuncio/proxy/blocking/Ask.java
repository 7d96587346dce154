package io.nuncio.proxy.blocking;

import io.nuncio.filter.StreamGoneException;
import io.nuncio.kernel.thread.Task;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One question of a filter's thread to the worker. Made and awaited on that thread; answered once, on the worker, or
 * given up where the worker does not take it any more. It is never used again, so nobody can be woken for another.
 *
 * @param <T> the answer
 */
final class Ask<T extends @Nullable Object> implements Task {

    /** What the worker does for it: answers it, or keeps it until it can. */
    interface Work<T extends @Nullable Object> {
        void on(FilterRun run, Ask<T> ask);
    }

    private static final int WAITS = 0;
    private static final int DONE = 1;
    private static final int GONE = 2;
    private static final int REFUSED = 3;

    private final Session session;
    private final Work<T> work;
    private final Thread asker = Thread.currentThread();

    /** Written once, after the answer. */
    private volatile int state = WAITS;

    private @Nullable T answer;
    private @Nullable RuntimeException refusal;

    /** Worker only: whether {@link #run} was called. */
    private boolean begun;

    Ask(Session session, Work<T> work) {
        this.session = session;
        this.work = work;
    }

    // ---- the worker's side

    @Override
    public void run() {
        begun = true;
        if (session.gone()) {
            gone();
            return;
        }
        try {
            work.on(session.run(), this);
        } catch (RuntimeException | StackOverflowError failure) {
            if (waits()) {
                refuse(new IllegalStateException("the stream cannot do that", failure));
            }
        }
    }

    /** The worker has ended without having taken it. */
    @Override
    public void release() {
        if (!begun) {
            gone();
        }
    }

    boolean waits() {
        return state == WAITS;
    }

    void answer(T given) {
        answer = given;
        end(DONE);
    }

    void gone() {
        end(GONE);
    }

    void refuse(RuntimeException why) {
        refusal = why;
        end(REFUSED);
    }

    private void end(int how) {
        assert state == WAITS : "answered twice";
        state = how;
        LockSupport.unpark(asker);
    }

    // ---- the filter's side

    /**
     * Waits for the answer. An interruption does not end it, because what was asked for may happen all the same; it is kept
     * for the caller. The end of the stream answers first and interrupts then.
     */
    T await() {
        boolean interrupted = false;
        while (state == WAITS) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome();
    }

    /** As {@link #await}, but an interruption ends the waiting. */
    T awaitInterruptibly() throws InterruptedException {
        while (state == WAITS) {
            LockSupport.park(this);
            if (Thread.interrupted() && state == WAITS) {
                throw new InterruptedException("interrupted while waiting for an answer");
            }
        }
        return outcome();
    }

    @SuppressWarnings("NullAway") // the answer may be null where T says so
    private T outcome() {
        return switch (state) {
            case DONE -> answer;
            case REFUSED -> throw Objects.requireNonNull(refusal);
            default -> throw new StreamGoneException(session.why());
        };
    }
}
