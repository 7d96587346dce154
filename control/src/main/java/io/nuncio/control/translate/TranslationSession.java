package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spi.Services;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The reading of one resource: what was found wrong, what has to be closed, and what extensions may use. One object a
 * resource and attempt; main thread only.
 */
public final class TranslationSession {

    /**
     * What all readings of a process share.
     *
     * @param extensions the extensions there are
     * @param services what the process lends them
     * @param runtime the runtime's layers: a few limits stand there instead of in a resource
     * @param refusals which fields are refused because nothing acts on them yet
     * @param clusters whether there is a cluster of that name now: asked for tables of routes that stand in a listener
     */
    public record Ground(
            ExtensionRegistry extensions,
            Services services,
            RuntimeSpec runtime,
            Unsupported refusals,
            Predicate<String> clusters) {

        /** Where nobody knows which clusters there are. */
        public Ground(ExtensionRegistry extensions, Services services, RuntimeSpec runtime, Unsupported refusals) {
            this(extensions, services, runtime, refusals, name -> true);
        }

        /** The same with another runtime. */
        public Ground with(RuntimeSpec newRuntime) {
            return new Ground(extensions, services, newRuntime, refusals, clusters);
        }

        /** The same for resources of control planes: what cannot be served yet is kept. */
        public Ground keeping() {
            return new Ground(extensions, services, runtime, refusals.keeping(), clusters);
        }

        /** The same where there are other clusters. */
        public Ground with(Predicate<String> otherClusters) {
            return new Ground(extensions, services, runtime, refusals, otherClusters);
        }
    }

    private final Ground ground;
    private final Problems problems = new Problems();
    private final Closers closers = new Closers();
    private final ImmutableList.Builder<RoutesWanted> routesWanted = ImmutableList.builder();
    private String listenerStatPrefix = "";

    /** Begins to read one resource. */
    public TranslationSession(Ground ground) {
        this.ground = ground;
    }

    /** Says that what is read now belongs to the listener whose stats begin with this. */
    public void listenerStatPrefix(String prefix) {
        listenerStatPrefix = prefix;
    }

    /** What the stats of the listener that is being read are called; empty outside of listeners. */
    public String listenerStatPrefix() {
        return listenerStatPrefix;
    }

    /** What all readings share. */
    public Ground ground() {
        return ground;
    }

    /** Says that what is read here needs a table of routes before it can serve. */
    public void want(RoutesWanted routes) {
        routesWanted.add(routes);
    }

    /** What has been found wrong. */
    public Problems problems() {
        return problems;
    }

    Closers closers() {
        return closers;
    }

    /** The place at {@code path}; empty for the resource itself. */
    public Place place(String path) {
        return new Place(this, path, "", "");
    }

    /** Ends the reading: with errors there is no value, and what extensions have opened is closed. */
    public <T> Translation<T> finish(@Nullable T value) {
        boolean refused = problems.refused() || value == null;
        if (refused) {
            closers.close();
        }
        return new Translation<>(
                refused ? Optional.empty() : Optional.ofNullable(value),
                problems.errors(),
                problems.warnings(),
                closers,
                refused ? ImmutableList.of() : routesWanted.build());
    }
}
