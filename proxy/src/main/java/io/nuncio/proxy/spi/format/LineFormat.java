package io.nuncio.proxy.spi.format;

import io.nuncio.filter.thread.AnyThread;

/** A compiled format, of text or of JSON. Immutable; used by all workers. */
@AnyThread
public sealed interface LineFormat permits Format, JsonFormat {

    /** Appends what the format makes of the record. */
    void write(FormatInput input, TextSink sink);
}
