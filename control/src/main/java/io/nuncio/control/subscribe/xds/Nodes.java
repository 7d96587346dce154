package io.nuncio.control.subscribe.xds;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.BuildVersion;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.type.v3.SemanticVersion;

/** Who asks a control plane. */
public final class Nodes {

    /** The Envoy whose messages are spoken: control planes decide by it what they may send. */
    private static final SemanticVersion SPOKEN =
            SemanticVersion.newBuilder().setMajorNumber(1).setMinorNumber(40).build();

    private Nodes() {}

    /** The node of a bootstrap, with what this program says of itself. */
    public static Node introduced(Node configured) {
        Value name = Value.newBuilder().setStringValue("nuncio").build();
        return configured.toBuilder()
                .setUserAgentName("envoy")
                .setUserAgentBuildVersion(BuildVersion.newBuilder()
                        .setVersion(SPOKEN)
                        .setMetadata(Struct.newBuilder().putFields("build.label", name)))
                .build();
    }
}
