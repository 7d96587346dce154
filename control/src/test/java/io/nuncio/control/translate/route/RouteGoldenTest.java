package io.nuncio.control.translate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.SpecPrinter;
import io.nuncio.control.translate.Translation;
import io.nuncio.proxy.spec.route.RouteTableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables in, specs printed out: {@code NAME.yaml} and {@code NAME.spec.txt}. After a change that is meant, run with
 * {@code -Dnuncio.golden.write=true} and read the difference.
 */
class RouteGoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden-routes");

    @ParameterizedTest
    @ValueSource(strings = {"all-actions", "plain"})
    void translatesTo(String name) throws IOException {
        Translation<RouteTableSpec> translation =
                TestRoutes.translate(Files.readString(GOLDEN.resolve(name + ".yaml")));
        StringBuilder out = new StringBuilder();
        translation.value().ifPresent(spec -> out.append(SpecPrinter.print(spec).strip()));
        out.append('\n');
        for (Problem error : translation.errors()) {
            out.append("error: ").append(error).append('\n');
        }
        for (Problem warning : translation.warnings()) {
            out.append("warning: ").append(warning).append('\n');
        }
        Path golden = GOLDEN.resolve(name + ".spec.txt");
        if (Boolean.getBoolean("nuncio.golden.write")) {
            Files.writeString(golden, out);
        }
        assertThat(out.toString()).isEqualTo(Files.readString(golden));
    }
}
