package io.nuncio.proxy.spi.format;

import static io.nuncio.proxy.spi.format.Writers.plain;
import static io.nuncio.proxy.spi.format.Writers.text;

import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.format.FormatText.Command;
import io.nuncio.proxy.spi.format.Writers.Maker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.UUID;

/** Names, state left by filters, TLS, and what belongs to the process. */
final class StateCommands {

    static final ImmutableMap<String, Maker> MAKERS = makers();

    private StateCommands() {}

    private static ImmutableMap<String, Maker> makers() {
        ImmutableMap.Builder<String, Maker> makers = ImmutableMap.<String, Maker>builder()
                .put("REQUESTED_SERVER_NAME", StateCommands::serverName)
                .put("HOSTNAME", plain(hostname()))
                .put("ENVIRONMENT", StateCommands::environment)
                .put("UNIQUE_ID", plain(text(in -> UUID.randomUUID().toString())))
                .put("STREAM_ID", plain(text(in -> UUID.randomUUID().toString())))
                .put("TRACE_ID", plain(Writers.ABSENT))
                .put("SPAN_ID", plain(Writers.ABSENT))
                .put("FILTER_STATE", StateCommands::filterState)
                .put("PER_REQUEST_STATE", StateCommands::filterState)
                .put("UPSTREAM_FILTER_STATE", StateCommands::filterState)
                .put("TLS_JA3_FINGERPRINT", plain(Writers.ABSENT))
                .put("TLS_JA4_FINGERPRINT", plain(Writers.ABSENT));
        for (String side : new String[] {"DOWNSTREAM", "UPSTREAM"}) {
            for (String name : new String[] {"VERSION", "CIPHER", "SESSION_ID", "GROUP"}) {
                makers.put(side + "_TLS_" + name, plain(Writers.ABSENT));
            }
            for (String end : new String[] {"PEER", "LOCAL"}) {
                for (String kind : new String[] {"URI", "DNS", "IP", "EMAIL", "OTHERNAME"}) {
                    makers.put(side + "_" + end + "_" + kind + "_SAN", plain(Writers.ABSENT));
                }
            }
            for (String name :
                    new String[] {"SUBJECT", "ISSUER", "CERT", "SERIAL", "FINGERPRINT_1", "FINGERPRINT_256"}) {
                makers.put(side + "_PEER_" + name, plain(Writers.ABSENT));
            }
            makers.put(side + "_PEER_CERT_V_START", command -> Writers.ABSENT);
            makers.put(side + "_PEER_CERT_V_END", command -> Writers.ABSENT);
        }
        for (String name : new String[] {"CHAIN_FINGERPRINTS_1", "CHAIN_FINGERPRINTS_256", "CHAIN_SERIALS"}) {
            makers.put("DOWNSTREAM_PEER_" + name, plain(Writers.ABSENT));
        }
        makers.put("DOWNSTREAM_LOCAL_SUBJECT", plain(Writers.ABSENT));
        return makers.buildOrThrow();
    }

    private static Writer serverName(Command command) throws FormatException {
        String option = command.argument().orElse("SNI_ONLY");
        int colon = option.indexOf(':');
        String which = colon < 0 ? option : option.substring(0, colon);
        if (!which.isEmpty() && !List.of("SNI_ONLY", "SNI_FIRST", "HOST_FIRST").contains(which)) {
            throw RecordCommands.badOption("REQUESTED_SERVER_NAME", which, "'SNI_ONLY'/'SNI_FIRST'/'HOST_FIRST'");
        }
        return text(in -> {
            String sni = in.info().connection().requestedServerName();
            String host =
                    in.requestHeaders() == null ? null : in.requestHeaders().get(":authority");
            return switch (which) {
                case "SNI_FIRST" -> sni.isEmpty() ? host : sni;
                case "HOST_FIRST" -> host == null || host.isEmpty() ? sni : host;
                default -> sni;
            };
        });
    }

    private static Writer hostname() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "";
        }
        String known = name;
        return text(in -> known);
    }

    private static Writer environment(Command command) throws FormatException {
        String value = System.getenv(Writers.required(command));
        return new Writers.Dashed(text(in -> value));
    }

    private static Writer filterState(Command command) throws FormatException {
        String argument = command.argument().orElse("");
        int colon = argument.indexOf(':');
        String key = colon < 0 ? argument : argument.substring(0, colon);
        String form = colon < 0 ? "TYPED" : argument.substring(colon + 1);
        if (key.isEmpty()) {
            throw new FormatException("Invalid filter state configuration, key cannot be empty.");
        }
        if (!form.equals("TYPED") && !form.equals("PLAIN") && !form.startsWith("FIELD")) {
            throw new FormatException("Invalid filter state serialize type, only support PLAIN/TYPED/FIELD.");
        }
        return text(in -> {
            Object value = in.info().filterState(key);
            return value == null ? null : value.toString();
        });
    }
}
