package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;

/**
 * The configuration of an extension as it came: a protobuf message that only the extension can read.
 *
 * <p>Its rules ({@code validate.rules}) have been checked before a factory sees it.
 *
 * @param typeUrl {@code type.googleapis.com/...}; empty where an extension was named without a configuration
 * @param value the message in wire format; not to be changed
 */
@AnyThread
@SuppressWarnings("ArrayRecordComponent") // wire bytes, compared by nobody
public record TypedConfig(String typeUrl, byte[] value) {

    private static final byte[] NO_BYTES = {};

    /** An extension named without a configuration. */
    public static final TypedConfig NONE = new TypedConfig("", NO_BYTES);

    /** The full name of the message, without the authority. */
    public String typeName() {
        return typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    }
}
