package io.nuncio.proxy.spi.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.MetadataSource;
import io.nuncio.proxy.spi.ResponseFlag;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is expected here was printed by Envoy 1.40 for a TCP connection of four bytes in and five out. */
class FormatTest {

    /** 2026-11-22T05:38:03.851Z, a Sunday. */
    private static final long START_MS = 1_795_325_883_851L;

    private static final long MS = 1_000_000;

    private final StreamInfo info = info();

    private static StreamInfo info() {
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 56_829);
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 44_536);
        ConnectionInfo connection = new ConnectionInfo(7, local, remote);
        connection.filterChainName("fc");
        StreamInfo info = new StreamInfo(START_MS, 100 * MS, connection);
        info.addBytesReceived(4);
        info.addBytesSent(5);
        info.complete(112 * MS + 1);
        info.attemptCount(1);
        info.upstreamCluster(TestClusters.named("c"));
        return info;
    }

    private FormatInput input() {
        return new FormatInput(info, AccessLogType.TCP_CONNECTION_END, START_MS + 12);
    }

    private String text(String format) throws FormatException {
        TextSink sink = new TextSink();
        Format.compile(format, false).write(input(), sink);
        return sink.toString();
    }

    private String json(Map<String, ?> format, boolean omitEmpty) throws FormatException {
        TextSink sink = new TextSink();
        JsonFormat.compile(format, omitEmpty).write(input(), sink);
        return sink.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "%START_TIME%|2026-11-22T05:38:03.851Z",
                "%EMIT_TIME(%s.%3f)%|1795325883.863",
                "%START_TIME(%s.%1f.%9f)%|1795325883.8.851000000",
                "%START_TIME(%E3S %E*S %Ez %E4Y)%|03.851 03.851000 +00:00 2026",
                "%START_TIME(%f %6f %Ef %E6f)%|851000000 851000 %Ef 851000",
                "%START_TIME(%Z %z %j %e %a %b %D %T)%|UTC +0000 326 22 Sun Nov 11/22/26 05:38:03",
                "%START_TIME(%y %C %A %B %p %I %M %u %w %U %V %G %R %r)%|26 20 Sunday November AM 05 38 7 0 47 47 2026"
                        + " 05:38 05:38:03 AM",
                "%START_TIME(%c;%x;%X;%h;%F;%k;%l)%|Sun Nov 22 05:38:03 2026;11/22/26;05:38:03;Nov;2026-11-22; 5; 5",
                "%REQ(a)%|-",
                "%PROTOCOL%|-",
                "%RESPONSE_CODE%|0",
                "%RESPONSE_FLAGS%|-",
                "%BYTES_RECEIVED%,%BYTES_SENT%|4,5",
                "%DURATION%|12",
                "%REQUEST_DURATION%|-",
                "%COMMON_DURATION(DS_CX_BEG:DS_CX_END:us)%|12000",
                "%COMMON_DURATION(A:B:ms)%|-",
                "%UPSTREAM_HOST%|-",
                "%UPSTREAM_CLUSTER%|c",
                "%UPSTREAM_REQUEST_ATTEMPT_COUNT%|1",
                "%DOWNSTREAM_REMOTE_ADDRESS%|127.0.0.1:44536",
                "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%|127.0.0.1",
                "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(24)%|127.0.0.0/24",
                "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(99)%|127.0.0.1/32",
                "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(x)%|127.0.0.1",
                "%DOWNSTREAM_LOCAL_PORT%|56829",
                "%UPSTREAM_REMOTE_PORT%|-",
                "%CONNECTION_ID%|7",
                "%FILTER_CHAIN_NAME%|fc",
                "%ACCESS_LOG_TYPE%|TcpConnectionEnd",
                "[%LOCAL_REPLY_BODY%]|[]",
                "%DOWNSTREAM_DETECTED_CLOSE_TYPE%|Normal",
                "%GRPC_STATUS%|-",
                "%METADATA(DYNAMIC:a:b)%|-",
                "%ENVIRONMENT(NUNCIO_SURELY_NOT_SET)%|-",
                "%DOWNSTREAM_TLS_VERSION%%DOWNSTREAM_PEER_CERT_V_START(%Y)%|--",
                "100%%|100%"
            })
    void printsAsEnvoyDoes(String format, String expected) throws FormatException {
        assertThat(text(format.replace("~", ""))).startsWith(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%FOO%|Not supported field in StreamInfo: FOO",
                "%REQ%|REQ requires parameters",
                "%REQ(a?b?c)%|More than 1 alternative header specified in token: a?b?c",
                "%BYTES_SENT(x)%|BYTES_SENT does not take any parameters or length",
                "%BYTES_SENT:3%|BYTES_SENT does not take any parameters or length",
                "%START_TIME:5%|START_TIME does not allow length to be specified.",
                "%START_TIME(%n)%|Invalid header configuration. Format string contains newline.",
                "%DYNAMIC_METADATA()%|DYNAMIC_METADATA requires parameters",
                "%FILTER_STATE()%|Invalid filter state configuration, key cannot be empty.",
                "%FILTER_STATE(x:BAD)%|Invalid filter state serialize type, only support PLAIN/TYPED/FIELD.",
                "%GRPC_STATUS(XX)%|GrpcStatusFormatter only supports CAMEL_STRING, SNAKE_STRING or NUMBER. Got: XX",
                "%PATH(A)%|Invalid PATH option: 'A', only 'WQ'/'NQ' are allowed",
                "%QUERY_PARAMS(BAD)%|Invalid QUERY_PARAMS option: 'BAD', only 'ORIG'/'DECODED' are allowed",
                "%METADATA(X:a)%|X is not supported type of metadata",
                "%COMMON_DURATION(A)%|Invalid common duration configuration: A.",
                "%COMMON_DURATION(A:B:xx)%|Invalid common duration precision: xx."
            })
    void refusesInEnvoysWords(String format, String expected) {
        assertThatThrownBy(() -> Format.compile(format, false))
                .isInstanceOf(FormatException.class)
                .hasMessage(expected);
    }

    @Test
    void flagsKeepTheirOrder() throws FormatException {
        info.flags().add(ResponseFlag.UPSTREAM_CONNECTION_FAILURE);
        info.flags().add(ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED);
        assertThat(text("%RESPONSE_FLAGS% %RESPONSE_FLAGS_LONG%"))
                .isEqualTo("UF,URX UpstreamConnectionFailure,UpstreamRetryLimitExceeded");
    }

    @Test
    void detailsLoseTheirBlanks() throws FormatException {
        info.responseCodeDetails("a b");
        assertThat(text("%RESPONSE_CODE_DETAILS%|%RESPONSE_CODE_DETAILS(ALLOW_WHITESPACES)%"))
                .isEqualTo("a_b|a b");
    }

    @Test
    void aLengthCutsBytes() throws FormatException {
        info.filterState("k", "grüezi");
        assertThat(text("%FILTER_STATE(k):2%")).isEqualTo("gr");
    }

    @Test
    void omittedValuesLeaveNothing() throws FormatException {
        TextSink sink = new TextSink();
        Format.compile("%PROTOCOL%|%BYTES_SENT%|%UPSTREAM_HOST%|", true).write(input(), sink);
        assertThat(sink).hasToString("|5||");
    }

    @Test
    void jsonKeepsTypesAndSortsKeys() throws FormatException {
        Map<String, Object> format = new LinkedHashMap<>();
        format.put("z", "a%BYTES_SENT%b%PROTOCOL%");
        format.put("b", Map.of("y", 1.0, "x", Arrays.asList(1.5, true, null, "%PROTOCOL%", "%BYTES_SENT%", "%%")));
        format.put("e", Map.of());
        format.put("l", List.of());
        format.put("n", 123_456_789_012.0);
        format.put("r", "%RESPONSE_FLAGS%");
        format.put("f", "");
        assertThat(json(format, false))
                .isEqualTo("{\"b\":{\"x\":[1.5,true,null,null,5,\"%\"],\"y\":1},\"e\":{},\"f\":\"\",\"l\":[],"
                        + "\"n\":123456789012,\"r\":\"-\",\"z\":\"a5b-\"}\n");
    }

    @Test
    void jsonLeavesOutWhatIsEmpty() throws FormatException {
        Map<String, Object> format = Map.of(
                "z",
                "a%BYTES_SENT%b%PROTOCOL%",
                "p",
                "%PROTOCOL%",
                "b",
                Map.of("x", List.of("%PROTOCOL%", "%BYTES_SENT%", Map.of("q", "%PROTOCOL%"))),
                "e",
                Map.of("p", "%PROTOCOL%"));
        assertThat(json(format, true)).isEqualTo("{\"b\":{\"x\":[5]},\"z\":\"a5b\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"q\"", "b\\", "tab\t", "bell\u0007", "grüezi </x>"})
    void jsonEscapes(String value) throws FormatException {
        String expected = value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\t", "\\t")
                .replace("\u0007", "\\u0007");
        info.filterState("k", value);
        assertThat(json(Map.of("v", "%FILTER_STATE(k)%"), false)).isEqualTo("{\"v\":\"" + expected + "\"}\n");
    }

    @Test
    void theDefaultFormatIsEnvoys() throws FormatException {
        assertThat(text(Format.DEFAULT_TEXT))
                .isEqualTo("[2026-11-22T05:38:03.851Z] \"- - -\" 0 - 4 5 12 - \"-\" \"-\" \"-\" \"-\" \"-\"\n");
    }

    @Test
    void metadataIsATextOrJsonAndKeepsItsTypeInAJsonFormat() throws FormatException {
        MetadataSpec.Value deep = new MetadataSpec.Sequence(ImmutableList.of(
                new MetadataSpec.Decimal(1),
                new MetadataSpec.Text("a\""),
                new MetadataSpec.Struct(ImmutableMap.of("z", new MetadataSpec.Flag(true)))));
        MetadataSpec.Struct values = new MetadataSpec.Struct(ImmutableMap.of(
                "k", new MetadataSpec.Text("v"),
                "n", new MetadataSpec.Decimal(3.5),
                "no", new MetadataSpec.Null(),
                "deep", deep));
        info.metadata(MetadataSource.DYNAMIC, MetadataSpec.NONE.with("m", values));
        assertThat(text("%DYNAMIC_METADATA(m:k)% %METADATA(DYNAMIC:m:n)% %DYNAMIC_METADATA(m:deep)%"))
                .isEqualTo("v 3.5 [1,\"a\\\"\",{\"z\":true}]");
        assertThat(text("%DYNAMIC_METADATA(m:no)% %DYNAMIC_METADATA(m:x)% %DYNAMIC_METADATA(x)% %METADATA(ROUTE:m)%"))
                .isEqualTo("- - - -");
        assertThat(text("%DYNAMIC_METADATA(m:deep):3%")).isEqualTo("[1,");
        Map<String, String> format = new LinkedHashMap<>();
        format.put("a", "%DYNAMIC_METADATA(m:deep)%");
        format.put("b", "%DYNAMIC_METADATA(m:k)%");
        format.put("c", "%DYNAMIC_METADATA(m:n)%");
        format.put("d", "%DYNAMIC_METADATA(m:x)%");
        assertThat(json(format, false))
                .isEqualTo("{\"a\":[1,\"a\\\"\",{\"z\":true}],\"b\":\"v\",\"c\":3.5,\"d\":null}\n");
    }

    @Test
    void bytesOfAFieldGoIntoATextAsTheyAreAndIntoJsonAsCharacters() throws FormatException {
        Head head = new HeadPool().take(Head.Kind.REQUEST);
        head.add("x", "\u00e9");
        info.requestHeaders(head);
        TextSink sink = new TextSink();
        Format.compile("%REQ(x)%", false).write(input(), sink);
        assertThat(Arrays.copyOf(sink.array(), sink.length())).containsExactly(0xE9);
        assertThat(json(Map.of("x", "%REQ(x)%"), false)).isEqualTo("{\"x\":\"\u00e9\"}\n");
    }

    @Test
    void flagsAndTheEnvironmentAreADashEvenWhereEmptyValuesAreOmitted() throws FormatException {
        TextSink sink = new TextSink();
        Format.compile("%RESPONSE_FLAGS%|%ENVIRONMENT(NO_SUCH_VARIABLE)%|%RESP(x)%", true)
                .write(input(), sink);
        assertThat(sink.toString()).isEqualTo("-|-|");
    }
}
