package io.nuncio.filter;

/** A thread used what it does not own: a fault of the filter, never of the traffic; the stream is unharmed. */
public final class NotOwnerException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Says who used what. */
    public NotOwnerException(String what) {
        super(what);
    }
}
