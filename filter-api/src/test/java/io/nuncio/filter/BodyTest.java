package io.nuncio.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyTest {

    @Test
    void aTextIsReadOnce() throws Exception {
        Body body = Body.of("grüezi");
        assertThat(body.lengthBytes()).isEqualTo(7);
        assertThat(body.readAll(7)).asString().isEqualTo("grüezi");
        assertThat(body.read()).isNull();
        assertThat(body.trailers()).isSameAs(Headers.NONE);
    }

    @Test
    void emptyMayBeReadByMany() throws Exception {
        assertThat(Body.EMPTY.readAll(0)).isEmpty();
        assertThat(Body.EMPTY.readAll(0)).isEmpty();
        assertThat(Body.of("")).isSameAs(Body.EMPTY);
    }

    @Test
    void aBodyAboveTheLimitIsClosedAndRefused() {
        Endless endless = new Endless();
        assertThatThrownBy(() -> endless.readAll(10)).isInstanceOf(Body.TooLargeException.class);
        assertThat(endless.closed).isTrue();
        assertThat(endless.reads).as("it reads no further than it must").isEqualTo(3);
    }

    private static final class Endless extends Body {
        private boolean closed;
        private int reads;

        @Override
        public @Nullable ByteBuffer read() {
            reads++;
            return ByteBuffer.allocate(4);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
