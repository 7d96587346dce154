package io.nuncio.proxy.spi.message;

/** How many bytes a stream took on the wire. Written by its codec; read by its owner, also after the end. */
public interface StreamBytes {

    /** Of the fields of heads and trailers received, as Envoy counts them: names and values, and three bytes for each. */
    long headBytesReceived();

    /** Of all received. */
    long bytesReceived();

    /** Of heads and trailers sent. */
    long headBytesSent();

    /** Of all sent. */
    long bytesSent();
}
