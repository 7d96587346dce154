package io.nuncio.filter;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;

/**
 * Makes one kind of filter out of configuration. Found by {@link java.util.ServiceLoader} in the jar of the filter.
 *
 * <p>Every method runs on the main thread, when configuration is loaded and never in the way of a request. What it
 * throws refuses the configuration; what was loaded before stays in force.
 *
 * @param <C> the configuration: immutable, read by many threads; a record of what can be configured
 */
@OnMain
public interface HttpFilterFactory<C> {

    /** As configuration names it: {@code acme.jwt}. */
    String name();

    /**
     * Reads a configuration: of the filter in its chain, or of a virtual host, a route or a weighted cluster.
     *
     * @throws ConfigException what is wrong, and where
     */
    C parse(Config config) throws ConfigException;

    /**
     * Makes one configuration of two. Called once for each combination when routes are loaded, the more general first.
     *
     * @param outer of the filter in its chain, of a virtual host, or what was merged of them
     * @param inner the more specific
     */
    default C merge(C outer, C inner) {
        return inner;
    }

    /** Makes the filter, once for each time it stands in a loaded configuration. Counters are declared here, and only here. */
    HttpFilter<C> create(Setup setup) throws Exception;

    /** A configuration as it came. */
    interface Config {
        /**
         * Reads it into a record: the components are the keys, in {@code camelCase} or as in {@code snake_case}. A key
         * that is no component is an error; a component without a key is an error too, unless it is an
         * {@link java.util.Optional}, a list or a map, which are empty then.
         *
         * <p>Components may be strings, booleans, numbers, {@link java.time.Duration} ({@code 1.5s}), enums, records, lists,
         * maps with string keys and optionals of such.
         *
         * @throws ConfigException naming the path and what is expected there
         */
        <T extends Record> T as(Class<T> type) throws ConfigException;

        /** The message in protobuf's wire format, for filters that bring messages of their own; empty for none. */
        byte[] bytes();

        /** The type of the message; empty for none. */
        String typeUrl();
    }

    /** What a filter gets for its life. */
    interface Setup {
        /** A counter {@code java_filter.<name of the filter>.<name>}; asked twice, the same. */
        Counter counter(String name);

        /** A gauge {@code java_filter.<name of the filter>.<name>}; asked twice, the same. */
        Gauge gauge(String name);

        /** Closes something when no request uses this filter any more; the last one given first. */
        void onClose(AutoCloseable resource);

        /** The log of this proxy, under the filter's name. */
        System.Logger log();
    }

    /** A number that only grows. */
    @AnyThread
    interface Counter {
        /**
         * Adds to it.
         *
         * @throws IllegalArgumentException if the amount is negative
         */
        void add(long amount);
    }

    /** A number that goes up and down. */
    @AnyThread
    interface Gauge {
        /** Adds to it; a negative amount takes away. */
        void add(long amount);
    }

    /** What is wrong in a configuration, and where. */
    final class ConfigException extends Exception {
        private static final long serialVersionUID = 1;

        private final String path;

        /** Wrong at {@code path} ({@code rules[2].issuer}; empty for the whole). */
        public ConfigException(String path, String reason) {
            super(reason);
            this.path = path;
        }

        /** Where. */
        public String path() {
            return path;
        }
    }
}
