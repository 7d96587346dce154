package io.nuncio.proxy.wire.http;

import io.nuncio.proxy.spi.message.StreamAnswers;

/** What a downstream codec tells the owner of a stream. */
public interface RequestAnswers extends StreamAnswers {

    /**
     * The request breaks the protocol or a limit: nothing more is read, and the owner answers with that status if it has
     * not begun to answer, or else resets.
     *
     * @param status 400, 426, 431 or 501
     * @param details Envoy's response code details
     */
    void onRefused(int status, String details);
}
