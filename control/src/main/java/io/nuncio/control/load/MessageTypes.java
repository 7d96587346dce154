package io.nuncio.control.load;

import com.google.protobuf.Any;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Message classes by the names of their messages. Built from a list of packages, so that a name costs one class load and
 * the thousands of messages nobody mentions cost nothing.
 */
public final class MessageTypes {
    private static final String INDEX = "/io/nuncio/envoy/api/packages.txt";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)+");
    private static final Map<String, String> JAVA_PACKAGES = index();

    private MessageTypes() {}

    /** The empty message of the type that a type URL names, or null when there is none; the host does not matter. */
    public static @Nullable Message ofUrl(String typeUrl) {
        return ofName(typeUrl.substring(typeUrl.lastIndexOf('/') + 1));
    }

    /** The empty message of a full name such as {@code envoy.config.cluster.v3.Cluster}, or null when there is none. */
    public static @Nullable Message ofName(String fullName) {
        if (!NAME.matcher(fullName).matches()) {
            return null;
        }
        for (int dot = fullName.lastIndexOf('.'); dot > 0; dot = fullName.lastIndexOf('.', dot - 1)) {
            String javaPackage = JAVA_PACKAGES.get(fullName.substring(0, dot));
            if (javaPackage != null) {
                return load(javaPackage + "." + fullName.substring(dot + 1).replace('.', '$'), fullName);
            }
        }
        return null;
    }

    private static @Nullable Message load(String className, String fullName) {
        try {
            Class<?> type = Class.forName(className, true, MessageTypes.class.getClassLoader());
            if (!Message.class.isAssignableFrom(type)) {
                return null;
            }
            Message empty = Internal.getDefaultInstance(type.asSubclass(Message.class));
            return empty.getDescriptorForType().getFullName().equals(fullName) ? empty : null;
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            // The latter where a file system folds case: foo.Bar asked for as foo.bar.
            return null;
        }
    }

    private static Map<String, String> index() {
        Map<String, String> packages = new HashMap<>();
        // The only one of protobuf's own packages that holds messages for an Any.
        packages.put("google.protobuf", Any.class.getPackageName());
        try (InputStream in = MessageTypes.class.getResourceAsStream(INDEX)) {
            if (in == null) {
                throw new IllegalStateException("envoy-api was built without " + INDEX);
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int space = line.indexOf(' ');
                packages.put(line.substring(0, space), line.substring(space + 1));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(packages);
    }
}
