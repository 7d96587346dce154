package io.nuncio.filter;

/** Thrown anywhere below {@link HttpFilter#intercept}, it is the answer. Without a stack trace: it is no failure. */
public final class ReplyException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Response reply;

    /** This answer. */
    public ReplyException(Response reply) {
        super(reply.status() + " " + reply.details(), null, false, false);
        this.reply = reply;
    }

    /** The answer. */
    public Response reply() {
        return reply;
    }
}
