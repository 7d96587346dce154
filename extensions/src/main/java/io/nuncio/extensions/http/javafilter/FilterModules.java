package io.nuncio.extensions.http.javafilter;

import io.nuncio.filter.HttpFilterFactory;
import io.nuncio.filter.inline.StreamFilterFactory;
import io.nuncio.kernel.stats.Gauge;
import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modules that are loaded, each content once. One is closed when the last configuration that used it is; that it was
 * collected then is counted, not hoped for. Main only.
 */
final class FilterModules {

    private static final Logger LOG = LoggerFactory.getLogger(FilterModules.class);

    private final Map<String, Module> modules = new HashMap<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final Set<Reference<ClassLoader>> live = new HashSet<>();

    /** One content of one module. */
    private static final class Module {
        private final String stamp;
        private final FilterLoader loader;
        private int users;

        Module(String stamp, FilterLoader loader) {
            this.stamp = stamp;
            this.loader = loader;
        }
    }

    /** A factory, in use until {@link #close}. */
    static final class Use {
        private final GuestFactory factory;
        private final Runnable onClose;

        private Use(GuestFactory factory, Runnable onClose) {
            this.factory = factory;
            this.onClose = onClose;
        }

        GuestFactory factory() {
            return factory;
        }

        /** Once. */
        void close() {
            onClose.run();
        }
    }

    /**
     * Finds a factory.
     *
     * @param module a jar or a folder of jars; empty for the class path
     * @param loaders counts the loaders that are not collected yet
     * @throws IOException if there is no such module or no such factory in it, in words for people
     */
    Use find(Optional<String> module, String name, Gauge loaders) throws IOException {
        count(loaders);
        if (module.isEmpty()) {
            return new Use(named(FilterModules.class.getClassLoader(), name, "on the class path"), () -> {});
        }
        Path path = Path.of(module.get());
        String stamp = FilterLoader.stamp(path);
        Module loaded = modules.get(stamp);
        if (loaded == null) {
            loaded = new Module(stamp, FilterLoader.open(path));
            live.add(new PhantomReference<>(loaded.loader, collected));
            loaders.add(1);
            modules.put(stamp, loaded);
        }
        Module found = loaded;
        found.users++;
        try {
            GuestFactory factory = named(found.loader, name, "in " + path);
            return new Use(factory, () -> release(found, loaders));
        } catch (IOException absent) {
            release(found, loaders);
            throw absent;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the factory knows what it makes
    private static GuestFactory named(ClassLoader loader, String name, String where) throws IOException {
        List<GuestFactory> all = new ArrayList<>();
        try {
            for (HttpFilterFactory each : ServiceLoader.load(HttpFilterFactory.class, loader)) {
                all.add(new GuestFactory.Blocking(each));
            }
            for (StreamFilterFactory each : ServiceLoader.load(StreamFilterFactory.class, loader)) {
                all.add(new GuestFactory.Inline(each));
            }
            for (GuestFactory each : all) {
                if (each.name().equals(name)) {
                    return each;
                }
            }
            throw new IOException("there is no Java filter '" + name + "' " + where + "; there are: "
                    + all.stream().map(GuestFactory::name).sorted().toList());
        } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
            throw new IOException("a factory " + where + " cannot be loaded: " + broken.getMessage(), broken);
        }
    }

    private void release(Module module, Gauge loaders) {
        module.users--;
        if (module.users == 0) {
            modules.remove(module.stamp);
            try {
                module.loader.close();
            } catch (IOException e) {
                LOG.warn("the jars of a filter cannot be closed", e);
            }
        }
        count(loaders);
    }

    /** Takes the loaders that have been collected out of the gauge. */
    void count(Gauge loaders) {
        for (Reference<? extends ClassLoader> each = collected.poll(); each != null; each = collected.poll()) {
            live.remove(each);
            loaders.add(-1);
        }
    }
}
