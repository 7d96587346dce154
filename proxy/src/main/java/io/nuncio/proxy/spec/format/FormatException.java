package io.nuncio.proxy.spec.format;

/** A format string that is not one; the message says what is wrong and where. */
public final class FormatException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    /** Says what is wrong. */
    public FormatException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** What is wrong. */
    public String reason() {
        return reason;
    }
}
