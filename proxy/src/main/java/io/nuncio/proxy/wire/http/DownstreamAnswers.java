package io.nuncio.proxy.wire.http;

import io.nuncio.proxy.spi.message.CodecStream;

/** What a downstream codec tells the owner of its connection. */
public interface DownstreamAnswers extends CodecAnswers {

    /** The first byte of a request is there. Answers who is told about it. */
    RequestAnswers onRequest(CodecStream stream);
}
