package io.nuncio.extensions.http.javafilter;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.InvalidProtocolBufferException;
import io.nuncio.extensions.http.javafilter.FilterModules.Use;
import io.nuncio.filter.HttpFilterFactory.Config;
import io.nuncio.filter.HttpFilterFactory.ConfigException;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.http.HttpFilterFactory;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes filters written in Java against {@code io.nuncio.filter}. They are configured by a {@code TypedStruct}: of the type
 * {@code nuncio.ext.v1.JavaFilter}, which names a module, a factory and limits; or of any other type that no message has,
 * which is the name of a factory on the class path, and then the value is its configuration.
 */
@OnMain
public final class JavaFilterFactory implements HttpFilterFactory {

    private static final String OWN_TYPE = "nuncio.ext.v1.JavaFilter";
    private static final String LOADERS = "extension.loaders_live";

    private final FilterModules modules = new FilterModules();

    /** A configuration of a route, with the factory that merges it. */
    private record Told(GuestFactory factory, Object config) {}

    /** The configuration as a factory sees it. */
    private record Given(Map<String, Object> tree, TypedConfig message) implements Config {
        @Override
        public <T extends Record> T as(Class<T> type) throws ConfigException {
            return RecordReader.read(tree, type, "");
        }

        @Override
        public byte[] bytes() {
            return message.value().clone();
        }

        @Override
        public String typeUrl() {
            return message.typeUrl();
        }
    }

    @Override
    public String name() {
        return "nuncio.filters.http.java";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(
                TypedStruct.getDescriptor().getFullName(),
                com.github.udpa.udpa.type.v1.TypedStruct.getDescriptor().getFullName());
    }

    @Override
    public Set<String> routeTypeNames() {
        return typeNames();
    }

    @Override
    public @Nullable StreamFilterMaker parse(TypedConfig config, ParseContext context) {
        Settings settings = settings(config, context);
        Use use = settings == null ? null : use(settings, context);
        if (settings == null || use == null) {
            return null;
        }
        Object read = read(settings, use, config, context);
        StreamFilterMaker made = read == null ? null : create(settings, use, read, context);
        if (made == null) {
            use.close();
        }
        return made;
    }

    @Override
    public @Nullable Object parseRoute(TypedConfig config, ParseContext context) {
        Settings settings = settings(config, context);
        Use use = settings == null ? null : use(settings, context);
        if (settings == null || use == null) {
            return null;
        }
        Object read = read(settings, use, config, context);
        if (read == null) {
            use.close();
            return null;
        }
        context.onClose(use::close);
        return new Told(use.factory(), read);
    }

    @Override
    public @Nullable Object merge(@Nullable Object own, List<Object> parsed) {
        Object merged = own;
        for (Object each : parsed) {
            Told told = (Told) each;
            merged = merged == null ? told.config() : told.factory().merge(merged, told.config());
        }
        return merged;
    }

    /** Takes loaders that have been collected out of the gauge. */
    void countLoaders(StatStore stats) {
        modules.count(stats.root().gauge(LOADERS));
    }

    private static @Nullable Settings settings(TypedConfig config, ParseContext context) {
        try {
            String type;
            Map<String, Object> tree;
            if (config.typeName().startsWith("udpa.")) {
                var message = com.github.udpa.udpa.type.v1.TypedStruct.parseFrom(config.value());
                type = message.getTypeUrl();
                tree = StructTree.of(message.getValue());
            } else {
                TypedStruct message = TypedStruct.parseFrom(config.value());
                type = message.getTypeUrl();
                tree = StructTree.of(message.getValue());
            }
            String name = type.substring(type.lastIndexOf('/') + 1);
            return name.equals(OWN_TYPE) ? RecordReader.read(tree, Settings.class, "value") : Settings.of(name, tree);
        } catch (InvalidProtocolBufferException e) {
            context.error("", "is no TypedStruct: " + e.getMessage());
        } catch (ConfigException e) {
            context.error(e.path(), String.valueOf(e.getMessage()));
        }
        return null;
    }

    private @Nullable Use use(Settings settings, ParseContext context) {
        Gauge loaders = context.stats().root().gauge(LOADERS);
        try {
            return modules.find(settings.module(), settings.name(), loaders);
        } catch (IOException e) {
            context.error("", String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** What a guest throws refuses its configuration and does nothing else. */
    private static @Nullable Object read(Settings settings, Use use, TypedConfig config, ParseContext context) {
        try {
            Object read = use.factory().parse(new Given(settings.config(), config));
            if (read == null) {
                context.error("value.config", "the filter " + settings.name() + " made nothing of it");
            }
            return read;
        } catch (ConfigException e) {
            context.error(
                    e.path().isEmpty() ? "value.config" : "value.config." + e.path(), String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | StackOverflowError failure) {
            context.error("value.config", "the filter " + settings.name() + " cannot read it: " + failure);
        }
        return null;
    }

    private static @Nullable StreamFilterMaker create(Settings settings, Use use, Object config, ParseContext context) {
        Scope scope = context.stats().root().scope("java_filter." + settings.name());
        ActiveSetup setup = new ActiveSetup(settings.name(), scope);
        try {
            StreamFilterMaker made = use.factory().create(settings, config, setup, scope);
            setup.freeze();
            context.onClose(() -> {
                setup.close();
                scope.close();
                use.close();
            });
            return made;
        } catch (Exception | LinkageError | StackOverflowError failure) {
            context.error("", "the filter " + settings.name() + " cannot be made: " + failure);
            setup.close();
            scope.close();
            return null;
        }
    }
}
