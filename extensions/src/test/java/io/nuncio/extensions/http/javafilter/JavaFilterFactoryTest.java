package io.nuncio.extensions.http.javafilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spi.TypedConfig;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters found in jars, configured, merged for routes, refused, swapped (X14, X15, X20, Y38, Y39). */
class JavaFilterFactoryTest {

    private static final String SOURCE = """
            package acme;
            import io.nuncio.filter.*;
            public final class Stamp implements HttpFilterFactory<Stamp.Config> {
              public record Config(String header, java.util.Optional<String> value) {}
              public String name() { return "acme.stamp"; }
              public Config parse(HttpFilterFactory.Config c) throws ConfigException {
                Config read = c.as(Config.class);
                if (read.header().isEmpty()) throw new IllegalStateException("an empty header");
                return read;
              }
              public Config merge(Config outer, Config inner) {
                return new Config(outer.header() + "," + inner.header(), inner.value().or(outer::value));
              }
              public HttpFilter<Config> create(Setup setup) throws Exception {
                setup.counter("seen").add(3);
                setup.gauge("open").add(1);
                setup.onClose(() -> System.setProperty("acme.closed", "first"));
                setup.onClose(() -> System.setProperty("acme.closed", "last"));
                return x -> x.proceed();
              }
            }
            """;

    private static final String INLINE = """
            package acme;
            import io.nuncio.filter.HttpFilterFactory.*;
            import io.nuncio.filter.inline.*;
            public final class Quick implements StreamFilterFactory<Quick.Config> {
              public record Config(String header) {}
              public String name() { return "acme.quick"; }
              public Config parse(io.nuncio.filter.HttpFilterFactory.Config c) throws ConfigException {
                return c.as(Config.class);
              }
              public Maker<Config> prepare(Setup setup) {
                return stream -> { throw new IllegalStateException("cannot be made"); };
              }
            }
            """;

    @TempDir
    Path folder;

    private final StatStore stats = new StatStore();
    private final JavaFilterFactory factory = new JavaFilterFactory();
    private final TestParse parse = new TestParse(stats);

    /** Compiles the filter of these tests into a jar. */
    private Path jar(String file, Optional<String> version) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src")).resolve("Stamp.java");
        Files.writeString(source, SOURCE);
        Path quick = source.resolveSibling("Quick.java");
        Files.writeString(quick, INLINE);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String api = io.nuncio.filter.HttpFilter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        StringWriter said = new StringWriter();
        var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        boolean ok = compiler.getTask(
                        said,
                        files,
                        null,
                        List.of("-proc:none", "-d", classes.toString(), "-cp", api),
                        null,
                        files.getJavaFileObjects(source, quick))
                .call();
        assertThat(ok).as(said.toString()).isTrue();
        Path jar = folder.resolve(file);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        version.ifPresent(v -> manifest.getMainAttributes().putValue("Nuncio-Filter-Api", v));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest)) {
            for (String name : List.of(
                    "acme/Stamp.class", "acme/Stamp$Config.class", "acme/Quick.class", "acme/Quick$Config.class")) {
                packed.putNextEntry(new JarEntry(name));
                packed.write(Files.readAllBytes(classes.resolve(name)));
            }
            packed.putNextEntry(new JarEntry("META-INF/services/io.nuncio.filter.HttpFilterFactory"));
            packed.write("acme.Stamp".getBytes(StandardCharsets.UTF_8));
            packed.putNextEntry(new JarEntry("META-INF/services/io.nuncio.filter.inline.StreamFilterFactory"));
            packed.write("acme.Quick".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static TypedConfig config(Path module, String name, String header) {
        Struct inner = Struct.newBuilder().putFields("header", text(header)).build();
        Struct value = Struct.newBuilder()
                .putFields("module", text(module.toString()))
                .putFields("name", text(name))
                .putFields("config", Value.newBuilder().setStructValue(inner).build())
                .build();
        return typed("nuncio.ext.v1.JavaFilter", value);
    }

    private static TypedConfig typed(String type, Struct value) {
        TypedStruct struct = TypedStruct.newBuilder()
                .setTypeUrl("type.googleapis.com/" + type)
                .setValue(value)
                .build();
        return new TypedConfig("type.googleapis.com/xds.type.v3.TypedStruct", struct.toByteArray());
    }

    private long live() {
        return stats.root().gauge("extension.loaders_live").value();
    }

    @Test
    void aFilterOfAJarIsConfiguredAndMade() throws IOException {
        StreamFilterMaker made = factory.parse(config(jar("a.jar", Optional.of("1")), "acme.stamp", "x"), parse);
        assertThat(parse.errors).isEmpty();
        assertThat(Objects.requireNonNull(made).config()).hasToString("Config[header=x, value=Optional.empty]");
        assertThat(live()).isEqualTo(1);
    }

    @Test
    void X20_anInlineFilterThatCannotBeMadeFailsItsOwnRequest() throws IOException {
        StreamFilterMaker made =
                Objects.requireNonNull(factory.parse(config(jar("a.jar", Optional.empty()), "acme.quick", "x"), parse));
        assertThat(made.config()).hasToString("Config[header=x]");
        @SuppressWarnings("NullAway") // the guest does not look at it
        StreamFilter filter = made.make(null);
        assertThatThrownBy(() -> filter.onRequestHeaders(new HeadPool().take(Head.Kind.REQUEST), true))
                .hasRootCauseMessage("cannot be made");
        assertThat(stats.root().counter("java_filter.acme.quick.errors").value())
                .isEqualTo(1);
    }

    @Test
    void X14_routesAreMergedOnceTheMoreGeneralFirst() throws IOException {
        Path jar = jar("a.jar", Optional.empty());
        StreamFilterMaker made = Objects.requireNonNull(factory.parse(config(jar, "acme.stamp", "own"), parse));
        Object host = Objects.requireNonNull(factory.parseRoute(config(jar, "acme.stamp", "host"), parse));
        Object route = Objects.requireNonNull(factory.parseRoute(config(jar, "acme.stamp", "route"), parse));
        assertThat(factory.merge(made.config(), List.of(host, route)))
                .hasToString("Config[header=own,host,route, value=Optional.empty]");
        assertThat(live()).as("one content is loaded once").isEqualTo(1);
    }

    @Test
    void X15_countersAreDeclaredWhenTheFilterIsMade() throws IOException {
        Path jar = jar("a.jar", Optional.empty());
        factory.parse(config(jar, "acme.stamp", "x"), parse);
        factory.parse(config(jar, "acme.stamp", "y"), parse);
        assertThat(stats.root().counter("java_filter.acme.stamp.seen").value()).isEqualTo(6);
        assertThat(stats.root().gauge("java_filter.acme.stamp.open").value()).isEqualTo(2);
    }

    @Test
    void X20_whatCannotBeLoadedIsRefusedWithAReason() throws IOException {
        Path jar = jar("a.jar", Optional.empty());
        assertThat(factory.parse(config(jar, "acme.other", "x"), parse)).isNull();
        assertThat(factory.parse(config(folder.resolve("none.jar"), "acme.stamp", "x"), parse))
                .isNull();
        assertThat(factory.parse(config(jar, "acme.stamp", ""), parse)).isNull();
        assertThat(factory.parse(typed("acme.unknown", Struct.getDefaultInstance()), parse))
                .isNull();
        assertThat(factory.parse(
                        typed(
                                "nuncio.ext.v1.JavaFilter",
                                Struct.newBuilder().putFields("nam", text("x")).build()),
                        parse))
                .isNull();
        assertThat(parse.errors)
                .satisfiesExactly(
                        error -> assertThat(error).contains("no Java filter 'acme.other'", "[acme.quick, acme.stamp]"),
                        error -> assertThat(error).contains("there is no jar and no folder"),
                        error -> assertThat(error).startsWith("value.config:").contains("an empty header"),
                        error -> assertThat(error).contains("'acme.unknown' on the class path"),
                        error -> assertThat(error).contains("value.name: is missing"));
        assertThat(parse.closers).isEmpty();
    }

    @Test
    void X20_aJarForAnotherVersionOfTheApiIsRefusedInASentence() throws IOException {
        factory.parse(config(jar("a.jar", Optional.of("7")), "acme.stamp", "x"), parse);
        assertThat(parse.errors)
                .containsExactly(": a.jar was built for version 7 of the filter API; this proxy has version 1");
    }

    @Test
    void whatTheFilterGaveIsClosedTheLastFirst() throws IOException {
        factory.parse(config(jar("a.jar", Optional.empty()), "acme.stamp", "x"), parse);
        parse.close();
        assertThat(System.getProperty("acme.closed")).isEqualTo("first");
        System.clearProperty("acme.closed");
    }

    @Test
    void Y39_fiftySwapsLeaveNoLoaderBehind() throws IOException {
        for (int swap = 0; swap < 50; swap++) {
            TestParse each = new TestParse(stats);
            Path jar = jar("swap" + swap + ".jar", Optional.empty());
            assertThat(factory.parse(config(jar, "acme.stamp", "x" + swap), each))
                    .isNotNull();
            each.close();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            factory.countLoaders(stats);
            return live() == 0;
        });
    }
}
