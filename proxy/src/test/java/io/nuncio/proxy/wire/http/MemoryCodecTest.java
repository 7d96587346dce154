package io.nuncio.proxy.wire.http;

import io.nuncio.proxy.spi.message.HeadPool;

/** The contract, with many streams on one connection. */
class MemoryCodecTest extends CodecContract {

    @Override
    protected CodecPair connect(HeadPool pool, DownstreamAnswers requests, CodecAnswers upstreamAnswers) {
        FakeConnection down = new FakeConnection();
        FakeConnection up = new FakeConnection();
        return new CodecPair(
                new MemoryCodec(down.face(), pool, requests, requests),
                down,
                new MemoryCodec(up.face(), pool, upstreamAnswers, null),
                up);
    }
}
