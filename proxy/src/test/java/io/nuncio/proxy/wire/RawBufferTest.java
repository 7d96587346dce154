package io.nuncio.proxy.wire;

import io.nuncio.proxy.spi.TransportSocket;

class RawBufferTest extends TransportSocketContract {

    @Override
    protected TransportSocket client() {
        return new RawBuffer();
    }

    @Override
    protected TransportSocket server() {
        return new RawBuffer();
    }

    @Override
    protected boolean tellsEndsItself() {
        return false;
    }
}
