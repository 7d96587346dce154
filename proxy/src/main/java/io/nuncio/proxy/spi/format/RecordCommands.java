package io.nuncio.proxy.spi.format;

import static io.nuncio.proxy.spi.format.Writers.number;
import static io.nuncio.proxy.spi.format.Writers.plain;
import static io.nuncio.proxy.spi.format.Writers.text;
import static io.nuncio.proxy.spi.format.Writers.textAlways;

import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.format.FormatText.Command;
import io.nuncio.proxy.spi.DetectedClose;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamHost;
import io.nuncio.proxy.spi.format.Writers.Maker;

/** What stands in the record itself: codes, flags, bytes, names, identities. */
final class RecordCommands {

    static final ImmutableMap<String, Maker> MAKERS = ImmutableMap.<String, Maker>builder()
            .put("PROTOCOL", plain(text(in -> in.info().protocol())))
            .put("UPSTREAM_PROTOCOL", plain(text(in -> in.info().upstream().protocol())))
            .put("RESPONSE_CODE", plain(number(in -> in.info().responseCode())))
            .put("RESPONSE_CODE_DETAILS", RecordCommands::details)
            .put("CONNECTION_TERMINATION_DETAILS", plain(text(in -> in.info().connectionTerminationDetails())))
            .put("RESPONSE_FLAGS", plain(new Writers.Dashed((in, sink) -> flags(in, sink, false))))
            .put("RESPONSE_FLAGS_LONG", plain(new Writers.Dashed((in, sink) -> flags(in, sink, true))))
            .put("BYTES_RECEIVED", plain(number(in -> in.info().bytesReceived())))
            .put("BYTES_SENT", plain(number(in -> in.info().bytesSent())))
            .put("DOWNSTREAM_WIRE_BYTES_SENT", plain(number(in -> in.info().wireBytesSent())))
            .put("DOWNSTREAM_WIRE_BYTES_RECEIVED", plain(number(in -> in.info().wireBytesReceived())))
            .put(
                    "UPSTREAM_WIRE_BYTES_SENT",
                    plain(number(in -> in.info().upstream().wireBytesSent())))
            .put(
                    "UPSTREAM_WIRE_BYTES_RECEIVED",
                    plain(number(in -> in.info().upstream().wireBytesReceived())))
            .put("DOWNSTREAM_HEADER_BYTES_SENT", plain(number(in -> 0)))
            .put(
                    "DOWNSTREAM_HEADER_BYTES_RECEIVED",
                    plain(number(in -> in.info().headerBytesReceived())))
            .put("UPSTREAM_HEADER_BYTES_SENT", plain(number(in -> 0)))
            .put("UPSTREAM_HEADER_BYTES_RECEIVED", plain(number(in -> 0)))
            .put("DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_SENT", plain(number(in -> 0)))
            .put("DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED", plain(number(in -> 0)))
            .put("UPSTREAM_DECOMPRESSED_HEADER_BYTES_SENT", plain(number(in -> 0)))
            .put("UPSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED", plain(number(in -> 0)))
            .put("BYTES_RETRANSMITTED", plain(number(in -> 0)))
            .put("PACKETS_RETRANSMITTED", plain(number(in -> 0)))
            .put("UPSTREAM_REQUEST_ATTEMPT_COUNT", plain(number(in -> in.info().attemptCount())))
            .put("UPSTREAM_CLUSTER", plain(text(in -> in.info().upstreamCluster())))
            .put("UPSTREAM_CLUSTER_RAW", plain(text(in -> in.info().upstreamClusterRaw())))
            .put(
                    "UPSTREAM_TRANSPORT_FAILURE_REASON",
                    plain(text(
                            in -> in.info().upstream().transportFailureReason().replace(' ', '_'))))
            .put(
                    "DOWNSTREAM_TRANSPORT_FAILURE_REASON",
                    plain(text(in -> in.info().downstreamTransportFailureReason())))
            .put("DOWNSTREAM_LOCAL_CLOSE_REASON", plain(text(in -> in.info().localCloseReason())))
            .put(
                    "UPSTREAM_LOCAL_CLOSE_REASON",
                    plain(text(in -> in.info().upstream().localCloseReason())))
            .put(
                    "DOWNSTREAM_DETECTED_CLOSE_TYPE",
                    plain(text(in -> closeText(in.info().downstreamDetectedClose()))))
            .put(
                    "UPSTREAM_DETECTED_CLOSE_TYPE",
                    plain(text(in -> closeText(in.info().upstream().detectedClose()))))
            .put("ROUTE_NAME", plain(text(in -> in.info().routeName())))
            .put("VIRTUAL_CLUSTER_NAME", plain(text(in -> in.info().virtualClusterName())))
            .put("FILTER_CHAIN_NAME", plain(text(in -> in.info().connection().filterChainName())))
            .put("CONNECTION_ID", plain(number(in -> in.info().connection().connectionId())))
            .put(
                    "UPSTREAM_CONNECTION_ID",
                    plain(number(in -> in.info().upstream().connectionId(), -1)))
            .put("ACCESS_LOG_TYPE", plain(text(in -> in.type().text())))
            .put("LOCAL_REPLY_BODY", plain(textAlways(FormatInput::localReplyBody)))
            .put("CUSTOM_FLAGS", plain(textAlways(in -> "")))
            .put("UPSTREAM_HOST_NAME", plain(text(in -> hostName(in.info(), true))))
            .put("UPSTREAM_HOST_NAME_WITHOUT_PORT", plain(text(in -> hostName(in.info(), false))))
            .buildOrThrow();

    private RecordCommands() {}

    private static Writer details(Command command) {
        boolean asIs = command.argument().filter("ALLOW_WHITESPACES"::equals).isPresent();
        return text(in -> {
            String details = in.info().responseCodeDetails();
            return details == null || asIs ? details : details.replace(' ', '_');
        });
    }

    private static boolean flags(FormatInput input, TextSink sink, boolean longNames) {
        if (input.info().flags().isEmpty()) {
            return false;
        }
        sink.text(
                longNames
                        ? input.info().flags().longText()
                        : input.info().flags().shortText());
        return true;
    }

    private static String closeText(DetectedClose close) {
        return switch (close) {
            case NORMAL -> "Normal";
            case REMOTE_RESET -> "RemoteReset";
            case LOCAL_RESET -> "LocalReset";
        };
    }

    private static String hostName(StreamInfo info, boolean withPort) {
        UpstreamHost host = info.upstream().host();
        return host == null ? "" : AddressCommands.nameOf(host, withPort);
    }

    /** A text argument checked by {@code allowed}; Envoy's words say which there are. */
    static FormatException badOption(String command, String option, String allowed) {
        return new FormatException(
                "Invalid " + command + " option: '" + option + "', only " + allowed + " are allowed");
    }
}
