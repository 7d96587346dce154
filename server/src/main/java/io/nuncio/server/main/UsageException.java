package io.nuncio.server.main;

import java.io.Serial;

/** The command line is wrong; the message is for the one who typed it. */
final class UsageException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** A value is wrong. */
    UsageException(String message) {
        super("error: " + message);
    }

    /** An argument is wrong. */
    UsageException(String argument, String complaint) {
        super(parseError(argument, complaint));
    }

    /** An argument is wrong, and this is why. */
    UsageException(String argument, String complaint, Throwable cause) {
        super(parseError(argument, complaint), cause);
    }

    private static String parseError(String argument, String complaint) {
        return "PARSE ERROR: Argument: " + argument + "\n             " + complaint
                + "\n\nFor complete USAGE and HELP type:\n   nuncio --help\n";
    }
}
