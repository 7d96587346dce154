package io.nuncio.proxy.blocking;

import io.netty.buffer.ByteBuf;
import io.nuncio.filter.Body;
import io.nuncio.filter.Headers;
import io.nuncio.filter.NotOwnerException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of the request, or of the response, as the worker receives it: asking for a chunk is what lets the peer send
 * the next. Belongs to one thread at a time.
 */
final class HostBody extends Body {

    /** What a read brings: a chunk, or the end with its trailers. */
    record Piece(@Nullable ByteBuf chunk, Headers trailers) {}

    private final Session session;
    private final boolean ofRequest;
    private @Nullable Thread owner;
    private String holder;
    private @Nullable Loan loan;
    private @Nullable Headers trailers;
    private boolean begun;

    /** A body that nobody owns yet. */
    HostBody(Session session, boolean ofRequest) {
        this.session = session;
        this.ofRequest = ofRequest;
        this.holder = "nobody";
    }

    /** Whether some of it was taken out. */
    boolean begun() {
        return begun;
    }

    @Override
    public @Nullable ByteBuffer read() {
        owned();
        endLoan();
        begun = true;
        if (trailers != null) {
            return null;
        }
        Piece piece = session.ask((run, ask) -> run.side(ofRequest).read(ask));
        if (piece.chunk() == null) {
            trailers = piece.trailers();
            return null;
        }
        Loan lent = new Loan(piece.chunk());
        loan = lent;
        return lent.bytes();
    }

    @Override
    public Headers trailers() {
        owned();
        if (trailers == null) {
            session.live();
            throw new IllegalStateException("trailers are known once the body was read to its end");
        }
        return trailers;
    }

    @Override
    public void close() {
        if (owns()) {
            endLoan();
            begun = true;
            if (trailers == null) {
                trailers = Headers.NONE;
                session.tell(run -> run.side(ofRequest).drop());
            }
        }
    }

    /** It goes to another thread, or to nobody: {@code holder} says where, for the message. */
    void handOver(@Nullable Thread next, String to) {
        if (owns()) {
            endLoan();
        }
        owner = next;
        holder = to;
    }

    @SuppressWarnings("ReferenceEquality") // identity of threads
    private boolean owns() {
        return Thread.currentThread() == owner;
    }

    private void owned() {
        if (!owns()) {
            String which = ofRequest ? "request" : "response";
            throw new NotOwnerException("the body of the " + which + " belongs to " + holder);
        }
        session.live();
    }

    private void endLoan() {
        if (loan != null) {
            loan.end();
            loan = null;
        }
    }
}
