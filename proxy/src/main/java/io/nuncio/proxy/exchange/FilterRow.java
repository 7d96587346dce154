package io.nuncio.proxy.exchange;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.Summary;
import io.nuncio.proxy.spec.ExtensionSpec;

/** The filters of one stream, in the order of requests, from their making to their end. */
final class FilterRow {

    private static final ActiveFilter[] NONE = {};

    private ActiveFilter[] filters = NONE;

    /** How many there will be. */
    void size(int count) {
        filters = new ActiveFilter[count];
    }

    void make(HttpStream stream, ImmutableList<ExtensionSpec> chain) {
        for (int i = 0; i < filters.length; i++) {
            filters[i] = new ActiveFilter(stream, i, chain.get(i));
        }
    }

    ActiveFilter get(int at) {
        return filters[at];
    }

    int count() {
        return filters.length;
    }

    void clear() {
        filters = NONE;
    }

    /** Tells all that the stream is over. */
    void complete(Summary summary) {
        for (ActiveFilter each : filters) {
            LastCall.of(each.name(), () -> each.filter().onComplete(summary));
        }
    }

    /** The last call of each. */
    void destroy() {
        for (ActiveFilter each : filters) {
            LastCall.of(each.name(), each.filter()::onDestroy);
            each.destroyed();
        }
    }
}
