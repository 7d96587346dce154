package io.nuncio.control.load;

/** A text that is not what it claims to be; control flow inside this package, hence without a stack trace. */
final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
        super(message, null, false, false);
    }
}
