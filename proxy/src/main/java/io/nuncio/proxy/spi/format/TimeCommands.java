package io.nuncio.proxy.spi.format;

import static io.nuncio.proxy.spi.format.Writers.number;
import static io.nuncio.proxy.spi.format.Writers.plain;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.format.FormatText.Command;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.format.Writers.Maker;
import java.util.List;

/** Points in time and what lies between them. */
final class TimeCommands {

    private static final long NANOS_PER_MS = 1_000_000;
    private static final long NANOS_PER_US = 1_000;

    /** When something happened, {@link StreamInfo#UNSET} where it has not. */
    private interface Point {
        long of(StreamInfo info);
    }

    private static final ImmutableMap<String, Point> POINTS = ImmutableMap.<String, Point>builder()
            .put("DS_CX_BEG", StreamInfo::startMonotonicNs)
            .put("DS_CX_END", StreamInfo::endMonotonicNs)
            .put("DS_HS_END", StreamInfo::downstreamHandshakeNs)
            .put("DS_RX_BEG", StreamInfo::startMonotonicNs)
            .put("DS_RX_END", StreamInfo::lastDownstreamRxNs)
            .put("DS_TX_BEG", StreamInfo::firstDownstreamTxNs)
            .put("DS_TX_END", StreamInfo::lastDownstreamTxNs)
            .put("US_CX_BEG", info -> info.upstream().connectStartNs())
            .put("US_CX_END", info -> info.upstream().connectEndNs())
            .put("US_HS_END", info -> info.upstream().handshakeNs())
            .put("US_TX_BEG", info -> info.upstream().firstTxNs())
            .put("US_TX_END", info -> info.upstream().lastTxNs())
            .put("US_RX_BEG", info -> info.upstream().firstRxNs())
            .put("US_RX_END", info -> info.upstream().lastRxNs())
            .buildOrThrow();

    static final ImmutableMap<String, Maker> MAKERS = ImmutableMap.<String, Maker>builder()
            .put("START_TIME", command -> time(command, in -> in.info().startWallMs()))
            .put("EMIT_TIME", command -> time(command, FormatInput::nowWallMs))
            .put("DURATION", between(StreamInfo::startMonotonicNs, StreamInfo::endMonotonicNs))
            .put("REQUEST_DURATION", sinceStart(StreamInfo::lastDownstreamRxNs))
            .put("REQUEST_TX_DURATION", sinceStart(info -> info.upstream().lastTxNs()))
            .put("RESPONSE_DURATION", sinceStart(info -> info.upstream().firstRxNs()))
            .put("RESPONSE_TX_DURATION", between(info -> info.upstream().firstRxNs(), StreamInfo::lastDownstreamTxNs))
            .put("DOWNSTREAM_HANDSHAKE_DURATION", sinceStart(StreamInfo::downstreamHandshakeNs))
            .put("ROUNDTRIP_DURATION", plain(number(in -> StreamInfo.UNSET, StreamInfo.UNSET)))
            .put(
                    "UPSTREAM_CONNECTION_POOL_READY_DURATION",
                    sinceStart(info -> info.upstream().connectEndNs()))
            .put("COMMON_DURATION", TimeCommands::common)
            .buildOrThrow();

    private TimeCommands() {}

    private static Writer time(Command command, Writers.NumberOf wallMs) throws FormatException {
        if (command.lengthMax().isPresent()) {
            throw new FormatException(command.name() + " does not allow length to be specified.");
        }
        TimeFormat format = TimeFormat.compile(command.argument().orElse(""));
        return (input, sink) -> {
            format.write(wallMs.of(input), sink);
            return true;
        };
    }

    private static Maker sinceStart(Point end) {
        return between(StreamInfo::startMonotonicNs, end);
    }

    private static Maker between(Point start, Point end) {
        return plain(duration(start, end, NANOS_PER_MS));
    }

    private static Writer duration(Point start, Point end, long unitNs) {
        return number(
                in -> {
                    long from = start.of(in.info());
                    long to = end.of(in.info());
                    return from == StreamInfo.UNSET || to == StreamInfo.UNSET || to < from
                            ? StreamInfo.UNSET
                            : (to - from) / unitNs;
                },
                StreamInfo.UNSET);
    }

    private static Writer common(Command command) throws FormatException {
        String argument = Writers.required(command);
        List<String> parts = Splitter.on(':').splitToList(argument);
        if (parts.size() < 2 || parts.size() > 3) {
            throw new FormatException("Invalid common duration configuration: " + argument + ".");
        }
        String precision = parts.size() == 3 ? parts.get(2) : "ms";
        long unitNs = switch (precision) {
            case "ms" -> NANOS_PER_MS;
            case "us" -> NANOS_PER_US;
            case "ns" -> 1;
            default -> throw new FormatException("Invalid common duration precision: " + precision + ".");
        };
        // A point that is none of Envoy's own names one that a filter may have noted: none does here.
        Point never = info -> StreamInfo.UNSET;
        return duration(POINTS.getOrDefault(parts.get(0), never), POINTS.getOrDefault(parts.get(1), never), unitNs);
    }
}
