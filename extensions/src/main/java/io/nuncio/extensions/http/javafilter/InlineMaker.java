package io.nuncio.extensions.http.javafilter;

import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.filter.inline.StreamFilterFactory.Maker;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.StreamFilterMaker;

/** Makes a guest's inline filters. One that cannot be made fails its own request with 500 and is counted. */
final class InlineMaker implements StreamFilterMaker {

    private final Maker<Object> guest;
    private final Object config;
    private final Counter errors;

    InlineMaker(Maker<Object> guest, Object config, Counter errors) {
        this.guest = guest;
        this.config = config;
        this.errors = errors;
    }

    @Override
    @OnWorker
    public StreamFilter make(EngineStream stream) {
        try {
            StreamFilter made = guest.make(stream);
            return made == null ? new Failed(new IllegalStateException("the factory made no filter")) : made;
        } catch (RuntimeException | LinkageError | StackOverflowError failure) {
            errors.inc();
            return new Failed(failure);
        }
    }

    @Override
    public Object config() {
        return config;
    }

    /** Stands for a filter that could not be made. */
    private record Failed(Throwable why) implements StreamFilter {
        @Override
        public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
            throw new IllegalStateException("the filter could not be made", why);
        }
    }
}
