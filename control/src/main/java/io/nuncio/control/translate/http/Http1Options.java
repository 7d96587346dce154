package io.nuncio.control.translate.http;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig;
import io.envoyproxy.envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig.FormatterTypeOnEnvoyHeaders;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spec.http.Http1Spec.NameSpelling;
import io.nuncio.proxy.spec.http.Http1Spec.Underscores;

/** Envoy's {@code Http1ProtocolOptions}, for either side. */
public final class Http1Options {

    private Http1Options() {}

    /**
     * Reads {@code message}, which stands at {@code place}.
     *
     * @param common what stands beside it for all versions
     * @param headBytesMax the limit of a head
     * @param fieldsMax the limit of the number of fields
     */
    public static Http1Spec read(
            Http1ProtocolOptions message, HttpProtocolOptions common, int headBytesMax, int fieldsMax, Place place) {
        return new Http1Spec(
                message.getAcceptHttp10(),
                message.getDefaultHostForHttp10(),
                !message.hasAllowAbsoluteUrl() || message.getAllowAbsoluteUrl().getValue(),
                message.getSendFullyQualifiedUrl(),
                message.getEnableTrailers(),
                message.getAllowChunkedLength(),
                message.getAllowCustomMethods(),
                switch (common.getHeadersWithUnderscoresAction()) {
                    case REJECT_REQUEST -> Underscores.REJECT_REQUEST;
                    case DROP_HEADER -> Underscores.DROP_HEADER;
                    default -> Underscores.ALLOW;
                },
                spelling(message.getHeaderKeyFormat(), place.at("header_key_format")),
                forwardsReason(message),
                headBytesMax,
                fieldsMax);
    }

    private static NameSpelling spelling(Http1ProtocolOptions.HeaderKeyFormat message, Place place) {
        return switch (message.getHeaderFormatCase()) {
            case PROPER_CASE_WORDS -> NameSpelling.PROPER_CASE;
            case STATEFUL_FORMATTER -> {
                PreserveCaseFormatterConfig formatter = formatter(message.getStatefulFormatter(), place);
                yield formatter.getFormatterTypeOnEnvoyHeaders() == FormatterTypeOnEnvoyHeaders.PROPER_CASE
                        ? NameSpelling.PRESERVED_ELSE_PROPER
                        : NameSpelling.PRESERVED;
            }
            case HEADERFORMAT_NOT_SET -> NameSpelling.LOWER_CASE;
        };
    }

    private static boolean forwardsReason(Http1ProtocolOptions message) {
        try {
            TypedExtensionConfig extension = message.getHeaderKeyFormat().getStatefulFormatter();
            return extension.getTypedConfig().is(PreserveCaseFormatterConfig.class)
                    && extension
                            .getTypedConfig()
                            .unpack(PreserveCaseFormatterConfig.class)
                            .getForwardReasonPhrase();
        } catch (InvalidProtocolBufferException e) {
            return false; // recorded where the spelling is read
        }
    }

    private static PreserveCaseFormatterConfig formatter(TypedExtensionConfig message, Place place) {
        Place at = place.at("stateful_formatter");
        if (!message.getTypedConfig().is(PreserveCaseFormatterConfig.class)) {
            at.error("there is no header formatter for '" + message.getName() + "' with the type "
                    + message.getTypedConfig().getTypeUrl());
            return PreserveCaseFormatterConfig.getDefaultInstance();
        }
        try {
            return message.getTypedConfig().unpack(PreserveCaseFormatterConfig.class);
        } catch (InvalidProtocolBufferException e) {
            at.error("is no PreserveCaseFormatterConfig: " + e.getMessage());
            return PreserveCaseFormatterConfig.getDefaultInstance();
        }
    }
}
