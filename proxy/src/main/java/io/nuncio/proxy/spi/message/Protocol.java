package io.nuncio.proxy.spi.message;

/** A version of HTTP. */
public enum Protocol {
    HTTP_10("HTTP/1.0"),
    HTTP_11("HTTP/1.1"),
    HTTP_2("HTTP/2"),
    HTTP_3("HTTP/3");

    private final String text;

    Protocol(String text) {
        this.text = text;
    }

    /** Whether a connection carries several streams at a time. */
    public boolean multiplexed() {
        return this == HTTP_2 || this == HTTP_3;
    }

    /** As it stands in access logs. */
    @Override
    public String toString() {
        return text;
    }
}
