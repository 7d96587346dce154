package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.envoyproxy.envoy.config.accesslog.v3.ComparisonFilter;
import io.envoyproxy.envoy.config.accesslog.v3.GrpcStatusFilter;
import io.envoyproxy.envoy.config.accesslog.v3.LogTypeFilter;
import io.envoyproxy.envoy.config.accesslog.v3.MetadataFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.config.accesslog.v3.RuntimeFilter;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;
import io.nuncio.proxy.spec.match.ValueMatchSpec;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.accesslog.AccessLogFilter;
import io.nuncio.proxy.spi.accesslog.Comparison;
import io.nuncio.proxy.spi.accesslog.Filters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code AccessLogFilter} to {@link AccessLogFilter}. */
final class AccessLogFilters {

    private AccessLogFilters() {}

    /** Reads {@code message}, which stands at {@code place}; null if an error was recorded. */
    static @Nullable AccessLogFilter read(
            io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter message, Place place) {
        return switch (message.getFilterSpecifierCase()) {
            case STATUS_CODE_FILTER ->
                Filters.statusCode(comparison(message.getStatusCodeFilter().getComparison(), place));
            case DURATION_FILTER ->
                Filters.duration(comparison(message.getDurationFilter().getComparison(), place));
            case NOT_HEALTH_CHECK_FILTER -> Filters.notHealthCheck();
            case TRACEABLE_FILTER -> Filters.traceable();
            case RUNTIME_FILTER -> sample(message.getRuntimeFilter(), place);
            case AND_FILTER -> {
                ImmutableList<AccessLogFilter> all =
                        list(message.getAndFilter().getFiltersList(), place.at("and_filter"));
                yield all == null ? null : Filters.all(all);
            }
            case OR_FILTER -> {
                ImmutableList<AccessLogFilter> all =
                        list(message.getOrFilter().getFiltersList(), place.at("or_filter"));
                yield all == null ? null : Filters.any(all);
            }
            case HEADER_FILTER -> {
                HeaderMatchSpec match =
                        HeaderMatches.read(message.getHeaderFilter().getHeader(), place.at("header_filter.header"));
                yield match == null ? null : Filters.header(match);
            }
            case RESPONSE_FLAG_FILTER -> flags(message.getResponseFlagFilter(), place.at("response_flag_filter"));
            case GRPC_STATUS_FILTER -> grpcStatus(message.getGrpcStatusFilter());
            case METADATA_FILTER -> metadata(message.getMetadataFilter(), place.at("metadata_filter"));
            case LOG_TYPE_FILTER -> logType(message.getLogTypeFilter());
            // The first is refused by the table, the second by the rules of the message.
            case EXTENSION_FILTER, FILTERSPECIFIER_NOT_SET -> null;
        };
    }

    private static Comparison comparison(ComparisonFilter message, Place place) {
        Comparison.Operator operator = switch (message.getOp()) {
            case GE -> Comparison.Operator.GREATER_OR_EQUAL;
            case LE -> Comparison.Operator.LESS_OR_EQUAL;
            default -> Comparison.Operator.EQUAL;
        };
        String key = message.getValue().getRuntimeKey();
        long configured = Integer.toUnsignedLong(message.getValue().getDefaultValue());
        long value = key.isEmpty()
                ? configured
                : Runtimes.integer(place.session().ground().runtime(), key).orElse(configured);
        return new Comparison(operator, value);
    }

    private static AccessLogFilter sample(RuntimeFilter message, Place place) {
        return Filters.sample(
                Fractions.read(message.getPercentSampled(), message.getRuntimeKey(), place),
                message.getUseIndependentRandomness());
    }

    private static @Nullable ImmutableList<AccessLogFilter> list(
            List<io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter> messages, Place place) {
        ImmutableList.Builder<AccessLogFilter> all = ImmutableList.builder();
        boolean whole = true;
        for (int i = 0; i < messages.size(); i++) {
            AccessLogFilter filter = read(messages.get(i), place.at("filters", i));
            if (filter == null) {
                whole = false;
            } else {
                all.add(filter);
            }
        }
        return whole ? all.build() : null;
    }

    private static @Nullable AccessLogFilter flags(ResponseFlagFilter message, Place place) {
        ImmutableSet.Builder<ResponseFlag> flags = ImmutableSet.builder();
        for (int i = 0; i < message.getFlagsCount(); i++) {
            Optional<ResponseFlag> flag = ResponseFlag.ofShortName(message.getFlags(i));
            if (flag.isEmpty()) {
                place.error("flags[" + i + "]", "there is no response flag '" + message.getFlags(i) + "'");
                return null;
            }
            flags.add(flag.get());
        }
        return Filters.responseFlag(flags.build());
    }

    private static AccessLogFilter grpcStatus(GrpcStatusFilter message) {
        ImmutableSet.Builder<Long> statuses = ImmutableSet.builder();
        message.getStatusesList().forEach(status -> statuses.add((long) status.getNumber()));
        return Filters.grpcStatus(statuses.build(), message.getExclude());
    }

    private static @Nullable AccessLogFilter metadata(MetadataFilter message, Place place) {
        boolean ifMissing = !message.hasMatchIfKeyNotFound()
                || message.getMatchIfKeyNotFound().getValue();
        if (!message.hasMatcher()) {
            return (info, type) -> ifMissing;
        }
        MetadataMatcher matcher = message.getMatcher();
        ValueMatchSpec match = ValueMatches.read(matcher.getValue(), place.at("matcher.value"));
        return match == null
                ? null
                : Filters.metadata(
                        matcher.getFilter(),
                        matcher.getPathList().stream()
                                .map(MetadataMatcher.PathSegment::getKey)
                                .collect(ImmutableList.toImmutableList()),
                        match,
                        ifMissing);
    }

    private static AccessLogFilter logType(LogTypeFilter message) {
        ImmutableSet.Builder<AccessLogType> types = ImmutableSet.builder();
        // Both enums have the order and the names of Envoy's.
        message.getTypesList().forEach(type -> types.add(AccessLogType.ofText(type.name())));
        return Filters.logType(types.build(), message.getExclude());
    }
}
