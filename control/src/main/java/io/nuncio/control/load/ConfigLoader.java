package io.nuncio.control.load;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From what somebody wrote to a message that fulfils every rule of its descriptors, or to all the reasons why not. The same
 * way serves the bootstrap, watched files and resources from the wire.
 *
 * <p>Thread: any. Without state; apart from {@link #bootstrap} and {@link #file}, which read files, without I/O.
 */
public final class ConfigLoader {
    /** As errors name the text given with {@code --config-yaml}. */
    public static final String CONFIG_YAML = "--config-yaml";

    private static final Pattern EXPANDED_ANY = Pattern.compile("\\[\\s*[\\w.-]+/([\\w.]+)\\s*]");

    private ConfigLoader() {}

    /**
     * The bootstrap of a command line: the file, the YAML text merged over it as protobuf merges (a scalar overwrites,
     * messages merge, lists grow), or one of the two.
     *
     * @param file {@code -c}
     * @param yaml {@code --config-yaml}
     */
    public static Loaded<Bootstrap> bootstrap(@Nullable Path file, @Nullable String yaml, UnknownFields unknown) {
        if (file == null && yaml == null) {
            throw new IllegalArgumentException("neither a file nor a text");
        }
        if (file == null) {
            return text(CONFIG_YAML, Format.YAML, yaml == null ? "" : yaml, Bootstrap.getDefaultInstance(), unknown);
        }
        if (yaml == null) {
            return file(file, Bootstrap.getDefaultInstance(), unknown);
        }
        Problems over = new Problems(CONFIG_YAML, unknown);
        Bootstrap added =
                parse(Format.YAML, yaml.getBytes(StandardCharsets.UTF_8), Bootstrap.getDefaultInstance(), over);
        Problems problems = new Problems(file.toString(), unknown);
        Bootstrap base = read(file, Bootstrap.getDefaultInstance(), problems);
        problems.addAll(over);
        return checked(base.toBuilder().mergeFrom(added).build(), problems);
    }

    /** A file by its extension. */
    public static <M extends Message> Loaded<M> file(Path file, M empty, UnknownFields unknown) {
        Problems problems = new Problems(file.toString(), unknown);
        return checked(read(file, empty, problems), problems);
    }

    /**
     * A text.
     *
     * @param resource the name for it in errors
     * @param empty says which message it is
     */
    public static <M extends Message> Loaded<M> text(
            String resource, Format format, String text, M empty, UnknownFields unknown) {
        Problems problems = new Problems(resource, unknown);
        return checked(parse(format, text.getBytes(StandardCharsets.UTF_8), empty, problems), problems);
    }

    /**
     * A message that came as bytes: its rules, its unknown fields, the TypedStructs in it.
     *
     * @param resource the name for it in errors
     */
    public static <M extends Message> Loaded<M> message(String resource, M message, UnknownFields unknown) {
        return checked(message, new Problems(resource, unknown));
    }

    private static <M extends Message> M read(Path file, M empty, Problems problems) {
        try {
            return parse(Format.of(file), Files.readAllBytes(file), empty, problems);
        } catch (NoSuchFileException e) {
            problems.error("no such file");
        } catch (IOException e) {
            problems.error("cannot be read: " + e);
        }
        return empty;
    }

    /** What is left of the message where there were errors. */
    private static <M extends Message> M parse(Format format, byte[] bytes, M empty, Problems problems) {
        Message.Builder into = empty.newBuilderForType();
        try {
            switch (format) {
                case YAML -> new TreeToMessage(problems).read(YamlReader.read(utf8(bytes), problems), into);
                case JSON -> new TreeToMessage(problems).read(JsonReader.read(utf8(bytes)), into);
                case PROTO_TEXT -> protoText(utf8(bytes), into);
                case PROTO_BINARY -> into.mergeFrom(bytes);
            }
        } catch (SyntaxException | TextFormat.ParseException e) {
            problems.path.clear();
            problems.error(String.valueOf(e.getMessage()));
        } catch (InvalidProtocolBufferException e) {
            problems.error("not a " + empty.getDescriptorForType().getFullName() + ": " + e.getMessage());
        }
        return same(empty, into.build());
    }

    /** What is not UTF-8 becomes U+FFFD, and a byte-order mark nothing, as in Envoy's YAML reader. */
    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void protoText(String text, Message.Builder into) throws TextFormat.ParseException {
        TypeRegistry.Builder types = TypeRegistry.newBuilder();
        Matcher m = EXPANDED_ANY.matcher(text);
        while (m.find()) {
            Message type = MessageTypes.ofName(m.group(1));
            if (type != null) {
                types.add(type.getDescriptorForType());
            }
        }
        TextFormat.Parser.newBuilder().setTypeRegistry(types.build()).build().merge(text, into);
    }

    private static <M extends Message> Loaded<M> checked(M received, Problems problems) {
        problems.markBroken();
        if (problems.isNothingRead()) {
            return new Loaded.Refused<>(false, problems.errors(), problems.warnings());
        }
        boolean readable = !problems.any();
        Message message = new MessageCheck(problems).walk(received);
        return problems.any()
                ? new Loaded.Refused<>(readable, problems.errors(), problems.warnings())
                : new Loaded.Accepted<>(same(received, message), received, problems.warnings());
    }

    @SuppressWarnings("unchecked") // The class of a generated message is final: what is cast to it is an M.
    private static <M extends Message> M same(M like, Message message) {
        return (M) like.getClass().cast(message);
    }
}
