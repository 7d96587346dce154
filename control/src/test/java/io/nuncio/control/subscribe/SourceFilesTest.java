package io.nuncio.control.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.control.translate.Problem;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.FileSource;
import io.nuncio.proxy.spec.bootstrap.DynamicSourcesSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {

    @TempDir
    Path directory;

    @Test
    void aFileThatIsNotThereIsNamedWithThePathOfItsField() throws IOException {
        Path there = Files.createFile(directory.resolve("there"));
        Path gone = directory.resolve("gone");
        assertThat(SourceFiles.missing(new DynamicSourcesSpec(source(there), source(gone), Optional.empty())))
                .containsExactly(
                        new Problem("dynamic_resources.cds_config.path_config_source.path", gone + " does not exist"));
        assertThat(SourceFiles.missing(DynamicSourcesSpec.NONE)).isEmpty();
    }

    private static Optional<ConfigSourceSpec> source(Path path) {
        return Optional.of(ConfigSourceSpec.of(new FileSource(path.toString(), Optional.empty())));
    }
}
