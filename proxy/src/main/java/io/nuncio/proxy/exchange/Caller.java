package io.nuncio.proxy.exchange;

import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.inline.Stream.Cancellable;
import io.nuncio.proxy.spi.http.UpstreamCall;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.StreamAnswers;
import java.util.function.Consumer;

/** Makes calls to clusters on behalf of a stream, on its dispatcher. */
public interface Caller {

    /**
     * Sends a whole request.
     *
     * @param request its body has to be at hand
     * @return calls it off: neither callback runs any more
     */
    Cancellable call(String cluster, Request request, Consumer<Response> then, Consumer<Exception> failed);

    /**
     * Begins a request that is sent piece by piece.
     *
     * @param head of the request, which belongs to the call from here on
     * @param answers told of the response, as by a codec; a reset is the last it is told
     */
    default UpstreamCall open(UpstreamCall.Options options, Head head, boolean end, StreamAnswers answers) {
        throw new IllegalStateException("no clusters can be called piece by piece from here");
    }
}
