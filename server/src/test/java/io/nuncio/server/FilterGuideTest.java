package io.nuncio.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.filter.HttpFilter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Follows docs/filters.md in an empty folder: writes what it says, packs it, starts the proxy, asks. */
@Timeout(60)
class FilterGuideTest {

    @TempDir
    Path folder;

    private static String block(String kind) throws IOException {
        Path guide =
                Objects.requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("docs/filters.md");
        Path here = Path.of("docs/filters.md");
        String text = Files.readString(Files.exists(here) ? here : guide);
        Matcher matcher =
                Pattern.compile("```" + kind + "\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as("a block of " + kind).isTrue();
        return matcher.group(1);
    }

    private Path jar() throws IOException {
        Path source = Files.createDirectories(folder.resolve("acme")).resolve("KeyCheck.java");
        Files.writeString(source, block("java"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        StringWriter said = new StringWriter();
        String api = HttpFilter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-proc:none", "-d", classes.toString(), "-cp", api);
            boolean ok = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(ok).as(said.toString()).isTrue();
        }
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.nuncio.filter.HttpFilterFactory"), block("text"));
        Path jar = folder.resolve("key-check.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                packed.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                packed.write(Files.readAllBytes(each));
            }
        }
        return jar;
    }

    private static HttpResponse<String> get(HttpClient client, int port, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoFollowsTheGuideHasAFilter() throws Exception {
        String yaml = block("yaml").replace("module: key-check.jar", "module: " + jar());
        try (Nuncio proxy = Nuncio.start(
                        Options.defaults().with(Flag.CONCURRENCY, "1").with(Flag.CONFIG_YAML, yaml));
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(proxy.awaitLive()).isTrue();
            int port = proxy.port("front");
            HttpResponse<String> refused = get(client, port);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).isEqualTo("no key, no entry\n");
            HttpResponse<String> served = get(client, port, "x-key", "open-sesame");
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(served.body()).isEqualTo("hello\n");
            assertThat(served.headers().firstValue("x-checked")).contains("yes");
        }
    }
}
