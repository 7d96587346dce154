package io.nuncio.extensions.http.headertometadata;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.StreamFilterMaker;

/** Applies the rules of its route, or its own. */
final class HeaderToMetadataFilter implements StreamFilter {

    private final EngineStream stream;

    /**
     * What is noted.
     *
     * @param request of requests
     * @param response of responses
     */
    @AnyThread
    record Rules(ImmutableList<Rule> request, ImmutableList<Rule> response) {}

    @AnyThread
    record Maker(Rules rules) implements StreamFilterMaker {
        @Override
        public StreamFilter make(EngineStream stream) {
            return new HeaderToMetadataFilter(stream);
        }

        @Override
        public Object config() {
            return rules;
        }
    }

    private HeaderToMetadataFilter(EngineStream stream) {
        this.stream = stream;
    }

    @Override
    public Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
        apply(stream.config(Rules.class).request(), headers);
        return Verdict.CONTINUE;
    }

    @Override
    public Verdict onResponseHeaders(MutableHeaders headers, boolean end) {
        apply(stream.config(Rules.class).response(), headers);
        return Verdict.CONTINUE;
    }

    private void apply(ImmutableList<Rule> rules, MutableHeaders headers) {
        for (int i = 0; i < rules.size(); i++) {
            rules.get(i).apply(headers, stream.info());
        }
    }
}
