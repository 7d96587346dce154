package io.nuncio.proxy.spi.message;

/** How many bytes a stream took on the wire. Written by its codec; read by its owner, also after the end. */
public interface StreamBytes {

    /** Of heads and trailers received, with everything that the protocol adds to them. */
    long headBytesReceived();

    /** Of all received. */
    long bytesReceived();

    /** Of heads and trailers sent. */
    long headBytesSent();

    /** Of all sent. */
    long bytesSent();
}
