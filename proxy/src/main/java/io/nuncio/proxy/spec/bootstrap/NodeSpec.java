package io.nuncio.proxy.spec.bootstrap;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.cluster.HostSpec.Locality;

/**
 * Who this process is: Envoy's {@code Node}. What the command line says ({@code --service-node} and the like) has gone
 * in already.
 *
 * @param id the node; empty where none was given
 * @param cluster the service cluster; empty where none was given
 * @param locality where it stands
 * @param metadataJson the metadata as canonical JSON; <code>{}</code> where there is none
 */
@Immutable
public record NodeSpec(String id, String cluster, Locality locality, String metadataJson) {}
