package io.nuncio.server;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.nuncio.control.load.ConfigError;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.ConfigWarning;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.ExtensionRegistry;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.control.translate.Unsupported;
import io.nuncio.control.translate.bootstrap.BootstrapTranslator;
import io.nuncio.control.translate.bootstrap.StaticConfiguration;
import io.nuncio.kernel.file.LogFiles;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.proxy.spec.bootstrap.BootstrapSpec;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spi.Services;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bootstrap that has been found good: its messages keep every rule, everything in it is understood and supported. Nothing
 * of it is in force yet.
 */
final class Configuration {

    private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);

    private final Bootstrap message;
    private final BootstrapSpec spec;
    private final String name;
    private final int unknownFields;

    private Configuration(Bootstrap message, BootstrapSpec spec, String name, int unknownFields) {
        this.message = message;
        this.spec = spec;
        this.name = name;
        this.unknownFields = unknownFields;
    }

    /**
     * Reads what the options name, all of it, and opens nothing that outlives the call.
     *
     * @throws ConfigurationException with every error found
     */
    static Configuration read(Options options) throws ConfigurationException {
        String file = options.text(Flag.CONFIG_PATH);
        String yaml = options.text(Flag.CONFIG_YAML);
        if (file.isEmpty() && yaml.isEmpty()) {
            throw new ConfigurationException("At least one of --config-path or --config-yaml should be non-empty");
        }
        Loaded<Bootstrap> loaded = ConfigLoader.bootstrap(
                file.isEmpty() ? null : Path.of(file), yaml.isEmpty() ? null : yaml, unknown(options));
        int unknownFields = 0;
        for (ConfigWarning warning : loaded.warnings()) {
            unknownFields += warning.kind() == ConfigWarning.Kind.UNKNOWN_FIELD ? 1 : 0;
            if (warning.kind() != ConfigWarning.Kind.DEPRECATED || !options.given(Flag.SKIP_DEPRECATED_LOGS)) {
                LOG.warn("{}", warning);
            }
        }
        Bootstrap message = accepted(loaded);
        if (message == null) {
            throw new ConfigurationException(
                    loaded.errors().stream().map(ConfigError::toString).toList());
        }
        message = withAgent(withCommandLine(message, options));
        String name = file.isEmpty() ? ConfigLoader.CONFIG_YAML : file;
        return new Configuration(message, inspect(message, name), name, unknownFields);
    }

    /** The process' own part. */
    BootstrapSpec spec() {
        return spec;
    }

    /** As it was read, with what the command line says of the node. */
    Bootstrap message() {
        return message;
    }

    /** What errors call it. */
    String name() {
        return name;
    }

    /** How many fields were skipped as unknown. */
    int unknownFields() {
        return unknownFields;
    }

    /** The extensions that it may name. */
    static ExtensionList extensions() {
        return new ExtensionList(ExtensionRegistry.load(Configuration.class.getClassLoader()));
    }

    /** Its listeners and clusters, to be read with what the process really lends its extensions. */
    StaticConfiguration resources(Services services) {
        return translate(message, services);
    }

    private static BootstrapSpec inspect(Bootstrap message, String name) throws ConfigurationException {
        List<String> reasons = new ArrayList<>();
        try (LogFiles files = new LogFiles(LogFiles.FLUSH_INTERVAL_DEFAULT_MS, LogFiles.FLUSH_BYTES_DEFAULT)) {
            StaticConfiguration parts = translate(message, new Services(new StatStore(), files));
            StaticConfiguration.Findings findings = parts.inspect();
            findings.warnings().forEach(warning -> LOG.warn("{}: {}", name, warning));
            for (Problem error : findings.errors()) {
                reasons.add(name + ": " + error);
            }
            if (reasons.isEmpty()) {
                return parts.bootstrap().value().orElseThrow();
            }
        }
        throw new ConfigurationException(ImmutableList.copyOf(reasons));
    }

    private static StaticConfiguration translate(Bootstrap message, Services services) {
        return BootstrapTranslator.translate(
                message,
                new Ground(
                        ExtensionRegistry.load(Configuration.class.getClassLoader()),
                        services,
                        RuntimeSpec.EMPTY,
                        Unsupported.table()));
    }

    private static UnknownFields unknown(Options options) {
        return options.allowUnknownStaticFields() ? UnknownFields.WARN : UnknownFields.REFUSE;
    }

    private static @Nullable Bootstrap accepted(Loaded<Bootstrap> loaded) {
        return loaded instanceof Loaded.Accepted<Bootstrap> good ? good.message() : null;
    }

    /** What the node says of the program, to control planes and in dumps. */
    private static Bootstrap withAgent(Bootstrap message) {
        return message.toBuilder()
                .setNode(message.getNode().toBuilder().setUserAgentName(Version.AGENT))
                .build();
    }

    /** The command line wins over the file, as in Envoy. */
    private static Bootstrap withCommandLine(Bootstrap message, Options options) {
        if (!options.given(Flag.SERVICE_NODE)
                && !options.given(Flag.SERVICE_CLUSTER)
                && !options.given(Flag.SERVICE_ZONE)) {
            return message;
        }
        Node.Builder node = message.getNode().toBuilder();
        if (options.given(Flag.SERVICE_NODE)) {
            node.setId(options.text(Flag.SERVICE_NODE));
        }
        if (options.given(Flag.SERVICE_CLUSTER)) {
            node.setCluster(options.text(Flag.SERVICE_CLUSTER));
        }
        if (options.given(Flag.SERVICE_ZONE)) {
            node.getLocalityBuilder().setZone(options.text(Flag.SERVICE_ZONE));
        }
        return message.toBuilder().setNode(node).build();
    }
}
