package io.nuncio.control.dump;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code /config_dump}: what was received, with which outcome, as Envoy's {@code admin.v3.ConfigDump} in JSON, without
 * secrets.
 *
 * @param parts what there is to show
 */
public record ConfigDump(DumpedParts parts) {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    /**
     * What of it is wanted.
     *
     * @param resource the repeated field whose elements are shown; empty: all
     * @param mask which fields of them are shown; empty: all
     * @param names only resources of such names
     * @param hosts whether the hosts of clusters are shown
     */
    public record Query(Optional<String> resource, Optional<String> mask, Predicate<String> names, boolean hosts) {}

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param text JSON, or why there is none
     */
    public record Answer(int status, String text) {}

    /** Answers a query. */
    public Answer answer(Query query) {
        List<Message> sections = parts.sections(query.names(), query.hosts());
        Optional<FieldMasks> masks = query.mask().map(FieldMasks::parse);
        if (query.resource().isPresent()) {
            return resource(sections, query.resource().get(), masks);
        }
        List<Message> shown = new ArrayList<>();
        for (Message section : sections) {
            if (masks.isEmpty()) {
                shown.add(section);
            } else {
                masks.get().trim(section).ifPresent(shown::add);
            }
        }
        return json(shown);
    }

    private static Answer resource(List<Message> sections, String resource, Optional<FieldMasks> masks) {
        for (Message section : sections) {
            FieldDescriptor field = section.getDescriptorForType().findFieldByName(resource);
            if (field == null) {
                continue;
            }
            if (!field.isRepeated()) {
                return new Answer(
                        BAD_REQUEST,
                        resource + " is not a repeated field. Use ?mask=" + resource + " to get only this field");
            }
            List<Message> shown = new ArrayList<>();
            for (Object each : (List<?>) section.getField(field)) {
                Message element = (Message) each;
                Optional<Message> trimmed =
                        masks.isEmpty() ? Optional.of(element) : masks.get().trimResource(element);
                if (trimmed.isEmpty()) {
                    return new Answer(
                            BAD_REQUEST, "FieldMask " + masks.get().text() + " could not be successfully used.");
                }
                shown.add(trimmed.get());
            }
            return json(shown);
        }
        return new Answer(NOT_FOUND, resource + " not found in config dump");
    }

    private static Answer json(List<Message> messages) {
        io.envoyproxy.envoy.admin.v3.ConfigDump.Builder all = io.envoyproxy.envoy.admin.v3.ConfigDump.newBuilder();
        messages.forEach(each -> all.addConfigs(Any.pack(each)));
        return new Answer(OK, print(all.build()));
    }

    /** JSON of a message, without secrets: one blank of indent a level, names in snake case. */
    static String print(Message message) {
        Redaction redaction = new Redaction();
        Message shown = redaction.redact(message);
        try {
            String text = JsonFormat.printer()
                    .usingTypeRegistry(redaction.types())
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    .print(shown);
            return JsonLayout.lines(text);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message whose types are all known cannot be printed", e);
        }
    }
}
