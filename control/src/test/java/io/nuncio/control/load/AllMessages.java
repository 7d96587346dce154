package io.nuncio.control.load;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every top-level message of envoy-api, found by looking into its jar or its folder of classes. */
final class AllMessages {
    private AllMessages() {}

    static List<Message> topLevel() throws Exception {
        Path source = Path.of(Bootstrap.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(source)) {
            return in(source);
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + source.toUri()), java.util.Map.of())) {
            return in(jar.getPath("/"));
        }
    }

    private static List<Message> in(Path root) throws IOException, ClassNotFoundException {
        List<Path> classes;
        try (Stream<Path> all = Files.walk(root)) {
            classes = all.filter(p -> p.toString().endsWith(".class")
                            && !p.toString().contains("$")
                            && !p.toString().endsWith("OrBuilder.class"))
                    .sorted()
                    .toList();
        }
        List<Message> messages = new ArrayList<>();
        for (Path file : classes) {
            String path = root.relativize(file).toString();
            String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
            Class<?> type = Class.forName(name, false, AllMessages.class.getClassLoader());
            if (Message.class.isAssignableFrom(type)) {
                messages.add(Internal.getDefaultInstance(type.asSubclass(Message.class)));
            }
        }
        return messages;
    }
}
