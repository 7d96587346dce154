package io.nuncio.control.health.dns;

/** Bytes that are no message of DNS, or a name that cannot stand in one. */
final class DnsFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    DnsFormatException(String message) {
        super(message, null, false, false);
    }
}
