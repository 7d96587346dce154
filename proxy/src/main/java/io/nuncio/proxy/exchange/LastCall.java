package io.nuncio.proxy.exchange;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last callbacks of filters: a failure there ends nothing any more. */
final class LastCall {

    private static final Logger LOG = LoggerFactory.getLogger(LastCall.class);

    private LastCall() {}

    static void of(String filter, Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException | StackOverflowError failure) {
            LOG.warn("filter {} failed at the end of a stream", filter, failure);
        }
    }
}
