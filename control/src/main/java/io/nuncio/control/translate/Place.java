package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.AccessLoggerFactory;
import io.nuncio.proxy.spi.ExtensionFactory;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.Services;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.accesslog.AccessLogFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One place of a resource that is being read. Main thread only. */
public final class Place implements ParseContext {

    private final TranslationSession session;
    private final String path;
    /** The message whose fields are named relative to this place; empty where the table is not asked by it. */
    private final String messageName;

    private final String statPrefix;

    Place(TranslationSession session, String path, String messageName, String statPrefix) {
        this.session = session;
        this.path = path;
        this.messageName = messageName;
        this.statPrefix = statPrefix;
    }

    /** This place, as a part of something whose stats have names that begin so. */
    public Place withStats(String prefix) {
        return new Place(session, path, messageName, prefix);
    }

    @Override
    public String statPrefix() {
        return statPrefix;
    }

    /** The full path of this place; empty for the resource itself. */
    public String path() {
        return path;
    }

    /** The reading that this place belongs to. */
    public TranslationSession session() {
        return session;
    }

    /** Records an error at this place itself. */
    public void error(String reason) {
        session.problems().error(path, reason);
    }

    @Override
    public void error(String field, String reason) {
        session.problems().error(join(field), reason);
    }

    @Override
    public void unsupported(String field) {
        session.problems().error(join(field), session.ground().refusals().sentence(messageName, field));
    }

    /** Records what the table refuses and notes of {@code message}, which stands at this place. */
    public void refuseUnsupported(Message message) {
        session.ground().refusals().check(message, this);
    }

    /**
     * Records that {@code field} asks for something that the table refuses under {@code row} of the type of
     * {@code message}.
     */
    public void unsupported(Message message, String row, String field) {
        error(
                field,
                session.ground()
                        .refusals()
                        .sentence(message.getDescriptorForType().getFullName(), row));
    }

    /** The same, unless the refusals are off. */
    public void refuseUnless(Message message, String row, String field) {
        if (session.ground().refusals().refuses()) {
            unsupported(message, row, field);
        }
    }

    @Override
    public void warning(String field, String reason) {
        session.problems().warning(join(field), reason);
    }

    @Override
    public Place at(String field) {
        return new Place(session, join(field), "", statPrefix);
    }

    /** The element {@code index} of the list {@code field}. */
    public Place at(String field, int index) {
        return at(field + "[" + index + "]");
    }

    @Override
    public Services services() {
        return session.ground().services();
    }

    @Override
    public void onClose(Runnable close) {
        session.closers().add(close);
    }

    @Override
    public <T, F extends ExtensionFactory<T>> @Nullable T extension(
            Class<F> category, String name, TypedConfig config) {
        F factory = session.ground().extensions().find(category, name, config.typeName());
        if (factory == null) {
            error(missing(category, name, config));
            return null;
        }
        T made = factory.parse(config, new Place(session, path, config.typeName(), statPrefix));
        if (made == null && !session.problems().refused()) {
            error("the extension " + factory.name() + " refused its configuration without a reason");
        }
        return made;
    }

    /**
     * Makes the extension that a message names by {@code name} and {@code typed_config}; this place is the message's.
     *
     * @return null if an error was recorded
     */
    public <T, F extends ExtensionFactory<T>> @Nullable ExtensionSpec extension(
            Class<F> category, String name, Any config) {
        Place where = at("typed_config");
        if (config.getTypeUrl().isEmpty()) {
            where.error("is missing, and '" + name + "' is found by its type alone");
            return null;
        }
        TypedConfig typed =
                new TypedConfig(config.getTypeUrl(), config.getValue().toByteArray());
        session.ground().refusals().check(config, where);
        T made = where.extension(category, name, typed);
        return made == null ? null : new ExtensionSpec(name, typed.typeUrl(), Opaque.of(made));
    }

    @Override
    public ImmutableList<ExtensionSpec> accessLogs(String field, List<byte[]> accessLogs) {
        ImmutableList.Builder<ExtensionSpec> made = ImmutableList.builder();
        for (int i = 0; i < accessLogs.size(); i++) {
            Place place = at(field, i);
            try {
                AccessLog log = AccessLog.parseFrom(accessLogs.get(i));
                ExtensionSpec logger = place.accessLog(log);
                if (logger != null) {
                    made.add(logger);
                }
            } catch (InvalidProtocolBufferException e) {
                place.error("is no access log message: " + e.getMessage());
            }
        }
        return made.build();
    }

    /** Makes the access loggers of the field {@code field}; those in error are recorded and left out. */
    public ImmutableList<ExtensionSpec> accessLogMessages(String field, List<AccessLog> accessLogs) {
        ImmutableList.Builder<ExtensionSpec> made = ImmutableList.builder();
        for (int i = 0; i < accessLogs.size(); i++) {
            ExtensionSpec logger = at(field, i).accessLog(accessLogs.get(i));
            if (logger != null) {
                made.add(logger);
            }
        }
        return made.build();
    }

    /** Reads the filter at {@code field}; null if an error was recorded. */
    public @Nullable AccessLogFilter accessLogFilter(
            String field, io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter message) {
        at(field).refuseUnsupported(message);
        return AccessLogFilters.read(message, at(field));
    }

    private @Nullable ExtensionSpec accessLog(AccessLog log) {
        session.ground().refusals().check(log, this);
        ExtensionSpec logger = this.<AccessLogger, AccessLoggerFactory>extension(
                AccessLoggerFactory.class, log.getName(), log.getTypedConfig());
        if (!log.hasFilter()) {
            return logger;
        }
        AccessLogFilter filter = AccessLogFilters.read(log.getFilter(), at("filter"));
        return logger == null || filter == null
                ? null
                : new ExtensionSpec(
                        logger.name(),
                        logger.typeUrl(),
                        Opaque.of(filter.before(logger.made().as(AccessLogger.class))));
    }

    /**
     * The whole milliseconds of {@code value}; a duration that is none is recorded and counts as 0.
     *
     * @param field where it stands
     */
    public long milliseconds(String field, Duration value) {
        if (value.getSeconds() < 0
                || value.getSeconds() > DURATION_MAX_SECONDS
                || value.getNanos() < 0
                || value.getNanos() >= NANOS_PER_SECOND) {
            error(field, "is no duration between 0s and " + DURATION_MAX_SECONDS + "s");
            return 0;
        }
        return value.getSeconds() * MILLIS_PER_SECOND + value.getNanos() / NANOS_PER_MILLI;
    }

    private static final long DURATION_MAX_SECONDS = 315_576_000_000L;
    private static final int NANOS_PER_SECOND = 1_000_000_000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final long MILLIS_PER_SECOND = 1_000;

    private static String missing(Class<?> category, String name, TypedConfig config) {
        String kind = category.getSimpleName().replaceAll("Factory$", "").replaceAll("([a-z])([A-Z])", "$1 $2");
        String type = config.typeUrl().isEmpty() ? "" : " with the type " + config.typeName();
        return "there is no extension of the kind " + kind.toLowerCase(java.util.Locale.ROOT) + " for '" + name + "'"
                + type;
    }

    private String join(String field) {
        if (path.isEmpty() || field.isEmpty()) {
            return path + field;
        }
        return path + "." + field;
    }
}
