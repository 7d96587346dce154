package io.nuncio.control.subscribe.grpc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher.MatchPatternCase;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.nuncio.control.load.ConfigLoader;
import io.nuncio.control.load.Loaded;
import io.nuncio.control.load.UnknownFields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * TLS to a control plane, from Envoy's {@code UpstreamTlsContext}: certificates, keys and trusted authorities that stand in the
 * configuration, in files, or in secrets in files. They are read for each connection, so that new ones need no restart.
 *
 * <p>Anything that cannot be honoured ends the attempt with its name: nothing is trusted less than was asked for.
 */
final class PlaneTls {

    private static final Set<String> OF_CONTEXT = Set.of("common_tls_context", "sni", "max_session_keys");
    private static final Set<String> OF_COMMON = Set.of(
            "tls_params",
            "tls_certificates",
            "tls_certificate_sds_secret_configs",
            "validation_context",
            "validation_context_sds_secret_config",
            "combined_validation_context",
            "alpn_protocols");
    private static final Set<String> OF_VALIDATION = Set.of("trusted_ca", "match_typed_subject_alt_names");
    private static final Set<String> OF_CERTIFICATE = Set.of("certificate_chain", "private_key");

    private PlaneTls() {}

    /**
     * Makes the context of one connection. Reads files.
     *
     * @param config an {@code UpstreamTlsContext}
     * @throws Endpoint.NoEndpointException if there is something that cannot be read or honoured
     */
    static SslContext read(byte[] config) {
        try {
            UpstreamTlsContext message = UpstreamTlsContext.parseFrom(config);
            only(OF_CONTEXT, message);
            CommonTlsContext common = message.getCommonTlsContext();
            only(OF_COMMON, common);
            CertificateValidationContext validation = validation(common);
            only(OF_VALIDATION, validation);
            SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
            builder.trustManager(PlaneTrust.of(
                    validation.hasTrustedCa() ? bytes(validation.getTrustedCa()) : new byte[0], names(validation)));
            for (TlsCertificate certificate : certificates(common)) {
                only(OF_CERTIFICATE, certificate);
                builder.keyManager(
                        new ByteArrayInputStream(bytes(certificate.getCertificateChain())),
                        new ByteArrayInputStream(Pkcs8.of(bytes(certificate.getPrivateKey()))));
            }
            return builder.build();
        } catch (InvalidProtocolBufferException | SSLException | IllegalArgumentException e) {
            throw new Endpoint.NoEndpointException("TLS to the control plane: " + e.getMessage());
        } catch (IOException | GeneralSecurityException e) {
            throw new Endpoint.NoEndpointException("TLS to the control plane: " + e);
        }
    }

    private static CertificateValidationContext validation(CommonTlsContext common) throws IOException {
        return switch (common.getValidationContextTypeCase()) {
            case VALIDATION_CONTEXT -> common.getValidationContext();
            case VALIDATION_CONTEXT_SDS_SECRET_CONFIG ->
                secret(common.getValidationContextSdsSecretConfig()).getValidationContext();
            case COMBINED_VALIDATION_CONTEXT ->
                common.getCombinedValidationContext().getDefaultValidationContext().toBuilder()
                        .mergeFrom(secret(common.getCombinedValidationContext().getValidationContextSdsSecretConfig())
                                .getValidationContext())
                        .build();
            default -> CertificateValidationContext.getDefaultInstance();
        };
    }

    private static ImmutableList<TlsCertificate> certificates(CommonTlsContext common) throws IOException {
        ImmutableList.Builder<TlsCertificate> all = ImmutableList.builder();
        all.addAll(common.getTlsCertificatesList());
        for (SdsSecretConfig config : common.getTlsCertificateSdsSecretConfigsList()) {
            all.add(secret(config).getTlsCertificate());
        }
        return all.build();
    }

    private static ImmutableSet<String> names(CertificateValidationContext validation) {
        ImmutableSet.Builder<String> names = ImmutableSet.builder();
        for (SubjectAltNameMatcher matcher : validation.getMatchTypedSubjectAltNamesList()) {
            boolean known = matcher.getSanType() == SubjectAltNameMatcher.SanType.DNS
                    || matcher.getSanType() == SubjectAltNameMatcher.SanType.URI;
            if (!known || matcher.getMatcher().getMatchPatternCase() != MatchPatternCase.EXACT) {
                throw new IllegalArgumentException(
                        "match_typed_subject_alt_names: only exact DNS names and URIs are supported");
            }
            names.add(matcher.getMatcher().getExact());
        }
        return names.build();
    }

    private static Secret secret(SdsSecretConfig config) throws IOException {
        PathConfigSource source = config.getSdsConfig().getPathConfigSource();
        if (source.getPath().isEmpty()) {
            throw new IllegalArgumentException("the secret '" + config.getName() + "' does not stand in a file");
        }
        Loaded<DiscoveryResponse> loaded = ConfigLoader.file(
                Path.of(source.getPath()), DiscoveryResponse.getDefaultInstance(), UnknownFields.WARN);
        if (!(loaded instanceof Loaded.Accepted<DiscoveryResponse> accepted)) {
            throw new IllegalArgumentException(loaded.errors().getFirst().toString());
        }
        for (var resource : accepted.message().getResourcesList()) {
            if (resource.is(Secret.class)) {
                Secret secret = resource.unpack(Secret.class);
                if (secret.getName().equals(config.getName())) {
                    return secret;
                }
            }
        }
        throw new IllegalArgumentException("there is no secret '" + config.getName() + "' in " + source.getPath());
    }

    private static byte[] bytes(DataSource source) throws IOException {
        return switch (source.getSpecifierCase()) {
            case FILENAME -> Files.readAllBytes(Path.of(source.getFilename()));
            case INLINE_BYTES -> source.getInlineBytes().toByteArray();
            case INLINE_STRING -> source.getInlineStringBytes().toByteArray();
            default -> throw new IllegalArgumentException("a certificate comes from a file, or stands inline");
        };
    }

    /** What is not read must not be there. */
    private static void only(Set<String> known, Message message) {
        for (FieldDescriptor field : message.getAllFields().keySet()) {
            if (!known.contains(field.getName())) {
                throw new IllegalArgumentException(field.getName() + " is not supported yet");
            }
        }
    }
}
