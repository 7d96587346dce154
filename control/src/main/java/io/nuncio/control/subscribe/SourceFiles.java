package io.nuncio.control.subscribe;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.translate.Problem;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.FileSource;
import io.nuncio.proxy.spec.bootstrap.DynamicSourcesSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files that a bootstrap wants to be watched: they have to be there at the start. */
public final class SourceFiles {

    private SourceFiles() {}

    /** An error for each file that is not there: what {@code --mode validate} and a start ask. */
    public static ImmutableList<Problem> missing(DynamicSourcesSpec sources) {
        ImmutableList.Builder<Problem> problems = ImmutableList.builder();
        check("dynamic_resources.lds_config", sources.listeners(), problems);
        check("dynamic_resources.cds_config", sources.clusters(), problems);
        return problems.build();
    }

    private static void check(String path, Optional<ConfigSourceSpec> source, ImmutableList.Builder<Problem> problems) {
        Optional<FileSource> file = source.flatMap(ConfigSourceSpec::file);
        if (file.isPresent() && !Files.exists(Path.of(file.get().path()))) {
            problems.add(
                    new Problem(path + ".path_config_source.path", file.get().path() + " does not exist"));
        }
    }
}
