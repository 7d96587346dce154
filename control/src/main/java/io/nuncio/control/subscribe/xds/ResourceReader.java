package io.nuncio.control.subscribe.xds;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.nuncio.control.dump.ResourceMessage;
import io.nuncio.control.load.ConfigError;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * From the bytes of a resource to a message that keeps every rule of its descriptors.
 *
 * @param <M> the message
 */
public final class ResourceReader<M extends Message> {

    private final M empty;
    private final Function<M, String> nameOf;
    private final UnknownFields unknown;
    private final UnknownFieldLog log;

    /**
     * Of one type.
     *
     * @param nameOf the name that a message has
     * @param unknown what becomes of fields that this version does not know
     */
    public ResourceReader(M empty, Function<M, String> nameOf, UnknownFields unknown, UnknownFieldLog log) {
        this.empty = empty;
        this.nameOf = nameOf;
        this.unknown = unknown;
        this.log = log;
    }

    /** What was read. */
    sealed interface Read<M extends Message> {
        /** Of the resource; empty if it could not be read. */
        String name();
    }

    /**
     * A good resource.
     *
     * @param message to be translated
     * @param received as it came, for dumps
     */
    record Good<M extends Message>(String name, M message, ResourceMessage received) implements Read<M> {}

    /**
     * A bad one.
     *
     * @param details every reason with its path
     * @param received as far as it could be read
     */
    record Bad<M extends Message>(String name, String details, ResourceMessage received) implements Read<M> {}

    @SuppressWarnings("unchecked") // the class of the empty message is M
    Read<M> read(XdsResource resource) {
        if (!resource.body().is(empty.getClass())) {
            return new Bad<>(
                    resource.name(),
                    "is of the type " + resource.body().getTypeUrl() + " instead of "
                            + empty.getDescriptorForType().getFullName(),
                    new ResourceMessage(resource.body()));
        }
        M message;
        try {
            message = (M) resource.body().unpack(empty.getClass());
        } catch (InvalidProtocolBufferException e) {
            return new Bad<>(
                    resource.name(), "cannot be read: " + e.getMessage(), new ResourceMessage(resource.body()));
        }
        String name = nameOf.apply(message);
        Loaded<M> loaded = ConfigLoader.message(name, message, unknown);
        log.add(loaded.warnings());
        return switch (loaded) {
            case Loaded.Accepted<M> good -> new Good<>(name, good.message(), new ResourceMessage(good.received()));
            case Loaded.Refused<M> bad ->
                new Bad<>(
                        name.isEmpty() ? resource.name() : name,
                        bad.errors().stream().map(ResourceReader::text).collect(Collectors.joining("; ")),
                        new ResourceMessage(message));
        };
    }

    private static String text(ConfigError error) {
        return error.path().isEmpty() ? error.reason() : error.path() + ": " + error.reason();
    }
}
