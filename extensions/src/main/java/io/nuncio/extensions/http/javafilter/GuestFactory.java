package io.nuncio.extensions.http.javafilter;

import io.nuncio.filter.HttpFilterFactory;
import io.nuncio.filter.HttpFilterFactory.Config;
import io.nuncio.filter.HttpFilterFactory.ConfigException;
import io.nuncio.filter.HttpFilterFactory.Setup;
import io.nuncio.filter.inline.StreamFilterFactory;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.blocking.BlockingFilter;
import io.nuncio.proxy.blocking.BlockingMaker;
import io.nuncio.proxy.spi.http.StreamFilterMaker;

/** A factory of a guest, whichever of the two kinds of filters it makes. */
sealed interface GuestFactory {

    String name();

    Object parse(Config config) throws ConfigException;

    Object merge(Object outer, Object inner);

    /** Makes the filter; what the guest throws is the caller's to report. */
    StreamFilterMaker create(Settings settings, Object config, Setup setup, Scope scope) throws Exception;

    /** Of filters that block. */
    record Blocking(HttpFilterFactory<Object> guest) implements GuestFactory {
        @Override
        public String name() {
            return guest.name();
        }

        @Override
        public Object parse(Config config) throws ConfigException {
            return guest.parse(config);
        }

        @Override
        public Object merge(Object outer, Object inner) {
            return guest.merge(outer, inner);
        }

        @Override
        public StreamFilterMaker create(Settings settings, Object config, Setup setup, Scope scope) throws Exception {
            return BlockingMaker.of(
                    BlockingFilter.of(settings.name(), guest.create(setup), config, settings.limits(), scope));
        }
    }

    /** Of filters that run on the worker. */
    record Inline(StreamFilterFactory<Object> guest) implements GuestFactory {
        @Override
        public String name() {
            return guest.name();
        }

        @Override
        public Object parse(Config config) throws ConfigException {
            return guest.parse(config);
        }

        @Override
        public Object merge(Object outer, Object inner) {
            return guest.merge(outer, inner);
        }

        @Override
        public StreamFilterMaker create(Settings settings, Object config, Setup setup, Scope scope) throws Exception {
            return new InlineMaker(guest.prepare(setup), config, scope.counter("errors"));
        }
    }
}
