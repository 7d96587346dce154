package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spi.ExtensionFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The extensions that this process has, by category. A category is read when it is first asked for. Main thread only.
 */
public final class ExtensionRegistry {

    private final Function<Class<?>, List<? extends ExtensionFactory<?>>> source;
    private final Map<Class<?>, Category> categories = new HashMap<>();

    private ExtensionRegistry(Function<Class<?>, List<? extends ExtensionFactory<?>>> source) {
        this.source = source;
    }

    /** The extensions that {@link ServiceLoader} finds with {@code loader}, under the interface of their category. */
    public static ExtensionRegistry load(ClassLoader loader) {
        return new ExtensionRegistry(category -> loaded(category, loader));
    }

    /** Exactly these extensions, each in every category whose interface it implements. */
    public static ExtensionRegistry of(ExtensionFactory<?>... factories) {
        ImmutableList<ExtensionFactory<?>> all = ImmutableList.copyOf(factories);
        return new ExtensionRegistry(
                category -> all.stream().filter(category::isInstance).toList());
    }

    private static List<? extends ExtensionFactory<?>> loaded(Class<?> category, ClassLoader loader) {
        ImmutableList.Builder<ExtensionFactory<?>> found = ImmutableList.builder();
        for (Object factory : ServiceLoader.load(category, loader)) {
            found.add((ExtensionFactory<?>) factory);
        }
        return found.build();
    }

    /**
     * The factory for a configuration: by its type; by the name only where somebody asks without one.
     *
     * @param category the interface of the category
     * @param name the name in the configuration
     * @param typeName the full name of the configuration's message, empty where there is none
     * @return null if there is none
     */
    public <F extends ExtensionFactory<?>> @Nullable F find(Class<F> category, String name, String typeName) {
        Category known = categories.computeIfAbsent(category, c -> new Category(source.apply(c)));
        ExtensionFactory<?> factory = typeName.isEmpty() ? known.byName.get(name) : known.byType.get(typeName);
        return factory == null ? null : category.cast(factory);
    }

    /** All extensions of a category, in the order in which they were found. */
    public <F extends ExtensionFactory<?>> ImmutableList<F> all(Class<F> category) {
        Category known = categories.computeIfAbsent(category, c -> new Category(source.apply(c)));
        return known.byName.values().stream().map(category::cast).collect(ImmutableList.toImmutableList());
    }

    /** The names of a category's extensions, sorted. */
    public ImmutableList<String> names(Class<? extends ExtensionFactory<?>> category) {
        Category known = categories.computeIfAbsent(category, c -> new Category(source.apply(c)));
        return ImmutableList.sortedCopyOf(known.byName.keySet());
    }

    private static final class Category {
        final Map<String, ExtensionFactory<?>> byName = new LinkedHashMap<>();
        final Map<String, ExtensionFactory<?>> byType = new HashMap<>();

        Category(List<? extends ExtensionFactory<?>> factories) {
            for (ExtensionFactory<?> factory : factories) {
                byName.putIfAbsent(factory.name(), factory);
                factory.typeNames().forEach(type -> byType.putIfAbsent(type, factory));
            }
        }
    }
}
