package io.nuncio.control.translate.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.SpecPrinter;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.Translation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bootstraps in, specs printed out: {@code NAME.yaml} and {@code NAME.spec.txt}. After a change that is meant, run with
 * {@code -Dnuncio.golden.write=true} and read the difference. A name that begins with {@code ahead-} is read without the
 * table's refusals.
 */
class GoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static List<String> bootstraps() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("bootstraps")
    void translatesTo(String bootstrap) throws IOException {
        Path golden = GOLDEN.resolve(bootstrap.replace(".yaml", ".spec.txt"));
        String printed = print(GOLDEN.resolve(bootstrap), bootstrap.startsWith("ahead-"));
        if (Boolean.getBoolean("nuncio.golden.write")) {
            Files.writeString(golden, printed);
        }
        assertThat(printed).isEqualTo(Files.readString(golden));
    }

    private static String print(Path file, boolean ahead) {
        Loaded<Bootstrap> loaded = ConfigLoader.bootstrap(file, null, UnknownFields.REFUSE);
        assertThat(loaded.errors()).isEmpty();
        Bootstrap message = ((Loaded.Accepted<Bootstrap>) loaded).message();
        TestExtensions extensions = new TestExtensions();
        StaticConfiguration configuration = BootstrapTranslator.translate(
                message, ahead ? extensions.groundWithoutRefusals() : extensions.ground());
        StringBuilder out = new StringBuilder();
        print("bootstrap", configuration.bootstrap(), out);
        for (Candidate<?> cluster : configuration.clusters()) {
            print("cluster " + cluster.name(), cluster.translate(), out);
        }
        for (Candidate<?> listener : configuration.listeners()) {
            print("listener " + listener.name(), listener.translate(), out);
        }
        return out.toString();
    }

    private static void print(String title, Translation<?> translation, StringBuilder out) {
        out.append("== ").append(title);
        translation.value().ifPresentOrElse(value -> out.append(SpecPrinter.print(value)), () -> out.append('\n'));
        for (Problem error : translation.errors()) {
            out.append("error: ").append(error).append('\n');
        }
        for (Problem warning : translation.warnings()) {
            out.append("warning: ").append(warning).append('\n');
        }
    }
}
