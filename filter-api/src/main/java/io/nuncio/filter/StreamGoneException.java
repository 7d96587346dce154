package io.nuncio.filter;

/**
 * The client or the host has ended the stream. Every later call on it throws this again: let it pass.
 *
 * <p>Without a stack trace unless assertions are on: a flood of resets must not buy CPU.
 */
public final class StreamGoneException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final boolean WITH_TRACE = StreamGoneException.class.desiredAssertionStatus();

    /** Says why the stream ended. */
    public StreamGoneException(String why) {
        super(why, null, false, WITH_TRACE);
    }
}
