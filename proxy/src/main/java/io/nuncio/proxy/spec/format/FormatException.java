package io.nuncio.proxy.spec.format;

/** A format string that is not one; the message says what is wrong and where. */
public final class FormatException extends Exception {
    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public FormatException(String reason) {
        super(reason);
    }
}
