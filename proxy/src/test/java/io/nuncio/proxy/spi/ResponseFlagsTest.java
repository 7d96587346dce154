package io.nuncio.proxy.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseFlagsTest {

    @Test
    void flagsArePrintedInTheOrderInWhichTheyWereSet() {
        ResponseFlags flags = new ResponseFlags();
        assertThat(flags.isEmpty()).isTrue();
        assertThat(flags.shortText()).isEmpty();
        flags.add(ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED);
        flags.add(ResponseFlag.UPSTREAM_CONNECTION_FAILURE);
        flags.add(ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED);
        assertThat(flags.shortText()).isEqualTo("URX,UF");
        assertThat(flags.longText()).isEqualTo("UpstreamRetryLimitExceeded,UpstreamConnectionFailure");
        assertThat(flags.contains(ResponseFlag.UPSTREAM_CONNECTION_FAILURE)).isTrue();
        assertThat(flags.contains(ResponseFlag.NO_ROUTE_FOUND)).isFalse();
    }

    @Test
    void moreFlagsThanAreOrderedAreStillMembers() {
        ResponseFlags flags = new ResponseFlags();
        List<ResponseFlag> all = List.of(ResponseFlag.values());
        all.forEach(flags::add);
        assertThat(all).allMatch(flags::contains);
        List<ResponseFlag> told = new ArrayList<>();
        flags.forEach(told::add);
        assertThat(told).isEqualTo(all.subList(0, told.size())).hasSizeGreaterThanOrEqualTo(8);
    }
}
