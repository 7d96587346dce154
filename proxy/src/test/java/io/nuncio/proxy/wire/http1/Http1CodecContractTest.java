package io.nuncio.proxy.wire.http1;

import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.wire.http.CodecAnswers;
import io.nuncio.proxy.wire.http.CodecContract;
import io.nuncio.proxy.wire.http.CodecPair;
import io.nuncio.proxy.wire.http.DownstreamAnswers;
import io.nuncio.proxy.wire.http.FakeConnection;

/** The contract, with a connection for each stream. */
class Http1CodecContractTest extends CodecContract {

    @Override
    protected CodecPair connect(HeadPool pool, DownstreamAnswers requests, CodecAnswers upstreamAnswers) {
        FakeConnection down = new FakeConnection();
        FakeConnection up = new FakeConnection();
        Http1Spec spec = Wire.LENIENT;
        return new CodecPair(
                new Http1DownstreamCodec(down.face(), spec, pool, Http1Counters.NONE, requests),
                down,
                new Http1UpstreamCodec(up.face(), spec, pool, upstreamAnswers),
                up);
    }
}
