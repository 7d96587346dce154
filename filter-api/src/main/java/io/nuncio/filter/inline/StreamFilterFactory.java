package io.nuncio.filter.inline;

import io.nuncio.filter.HttpFilterFactory.Config;
import io.nuncio.filter.HttpFilterFactory.ConfigException;
import io.nuncio.filter.HttpFilterFactory.Setup;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;

/**
 * As {@link io.nuncio.filter.HttpFilterFactory}, for filters that run on the worker.
 *
 * @param <C> the configuration: immutable, read by many threads
 */
@OnMain
public interface StreamFilterFactory<C> {

    /** As configuration names it. */
    String name();

    /**
     * Reads a configuration.
     *
     * @throws ConfigException what is wrong, and where
     */
    C parse(Config config) throws ConfigException;

    /** Makes one configuration of two, the more general first. */
    default C merge(C outer, C inner) {
        return inner;
    }

    /** Makes what makes the filters, once for each time it stands in a loaded configuration. */
    Maker<C> prepare(Setup setup) throws Exception;

    /**
     * Makes filters.
     *
     * @param <C> the configuration
     */
    @OnWorker
    interface Maker<C> {
        /** The filter of one stream, which {@link Stream#config} gives its configuration. */
        StreamFilter make(Stream stream);
    }
}
