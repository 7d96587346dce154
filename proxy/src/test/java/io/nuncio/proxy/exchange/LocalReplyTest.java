package io.nuncio.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.filter.StreamGoneException;
import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.LocalReply;
import io.nuncio.proxy.spi.message.ResetReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cases M12 to M21 of the filter manager: local replies, watermarks, the end of a stream. */
class LocalReplyTest {

    private static final LocalReply TEAPOT = LocalReply.of(418, "teapot", "short_and_stout");

    @Test
    void m12_aReplyFromARequestCallbackPassesAllFiltersWhenTheCallbackHasReturned() {
        try (ChainHarness chain = new ChainHarness(0, "a", "b", "c", "router")) {
            chain.plan("b").requestHeaders = (f, h, e) -> {
                f.stream.localReply(TEAPOT);
                chain.log.add("returning");
                return Verdict.CONTINUE;
            };
            chain.request(false);
            assertThat(chain.seen())
                    .startsWith(
                            "a req",
                            "b req",
                            "returning",
                            "a local reply 418",
                            "b local reply 418",
                            "c local reply 418",
                            "router local reply 418",
                            "router resp 418",
                            "c resp 418",
                            "b resp 418",
                            "a resp 418",
                            "> 418")
                    .contains("> data teapot end", "log 418 short_and_stout")
                    .doesNotContain("c req", "router req");
            chain.data("late", true);
            assertThat(chain.seen()).isEmpty();
        }
    }

    @Test
    void m13_aReplyToAHeldResponseGoesPastTheFilters() {
        try (ChainHarness chain = new ChainHarness(0, "a", "b", "router")) {
            chain.plan("b").responseHeaders = (f, h, e) -> {
                f.stream.localReply(TEAPOT);
                return Verdict.CONTINUE;
            };
            chain.request(true).respond(200, false);
            assertThat(chain.seen())
                    .containsSubsequence("router resp 200", "b resp 200", "b local reply 418", "> 418")
                    .doesNotContain("a resp 418", "a resp 200", "b resp 418", "> 200");
        }
    }

    @Test
    void m13_aReplyAfterTheHeadWasSentIsAReset() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").responseData = (f, d, e) -> {
                f.stream.localReply(TEAPOT);
                return Verdict.CONTINUE;
            };
            chain.request(true).respond(200, false).respondData("x", false);
            assertThat(chain.seen()).containsSubsequence("> 200", "> reset").doesNotContain("> 418");
        }
    }

    @Test
    void m14_grpcIsKnownByTheRequestWhateverAFilterDoesToIt() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> {
                h.set("content-type", "text/plain");
                f.stream.localReply(LocalReply.of(503, "no", "why"));
                return Verdict.CONTINUE;
            };
            chain.request(false, "content-type", "application/grpc");
            assertThat(chain.seen()).contains("> 200 grpc 14 end").doesNotContain("> data no end");
        }
    }

    @Test
    void m14_headGetsNoBody() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> {
                f.stream.localReply(TEAPOT);
                return Verdict.CONTINUE;
            };
            chain.request(true, ":method", "HEAD");
            assertThat(chain.seen()).contains("> 418 end").doesNotContain("> data teapot end");
        }
    }

    @Test
    void m15_aResponseWithoutStatusIs502() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").responseHeaders = (f, h, e) -> {
                h.remove(":status");
                return Verdict.CONTINUE;
            };
            chain.request(true).respond(200, true);
            assertThat(chain.seen()).contains("> 502 end", "log 502 filter_removed_required_response_headers{:status}");
        }
    }

    @Test
    void m16_aFilterMayHaveTheStreamResetInstead() {
        try (ChainHarness chain = new ChainHarness(0, "a", "b", "router")) {
            chain.plan("b").resetsOnLocalReply = true;
            chain.plan("a").requestHeaders = (f, h, e) -> {
                f.stream.localReply(TEAPOT);
                return Verdict.CONTINUE;
            };
            chain.request(true);
            assertThat(chain.seen()).contains("> reset").doesNotContain("> 418", "> data teapot end");
        }
    }

    @Test
    void m17_asManyLowsAsHighsAndALateSubscriberIsTold() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.request(false);
            int[] above = new int[2];
            chain.run(() -> {
                chain.at("router").subscribe(counter(above, 0));
                chain.stream.onAboveWriteHighWatermark();
                chain.stream.onAboveWriteHighWatermark();
                chain.at("a").subscribe(counter(above, 1));
            });
            assertThat(above).containsExactly(2, 2);
            chain.run(chain.stream::onBelowWriteLowWatermark);
            assertThat(above).containsExactly(1, 1);
            chain.run(chain.stream::onBelowWriteLowWatermark);
            assertThat(above).containsExactly(0, 0);
            chain.run(() -> {
                chain.at("a").requestAboveHighWatermark();
                chain.at("router").requestAboveHighWatermark();
                chain.at("a").requestBelowLowWatermark();
            });
            assertThat(chain.paused).isEqualTo(1);
            chain.run(() -> chain.at("router").requestBelowLowWatermark());
            assertThat(chain.paused).isZero();
        }
    }

    private static EngineStream.WatermarkAnswers counter(int[] counts, int at) {
        return new EngineStream.WatermarkAnswers() {
            @Override
            public void onAboveWriteHighWatermark() {
                counts[at]++;
            }

            @Override
            public void onBelowWriteLowWatermark() {
                counts[at]--;
            }
        };
    }

    @Test
    void m18_aResetAtAnyStepEndsEverythingOnceAndInOrder() {
        int steps = 7;
        for (int at = 0; at < steps; at++) {
            try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
                List<Runnable> script = List.of(
                        () -> chain.request(false),
                        () -> chain.data("x", false),
                        chain::trailers,
                        () -> chain.respond(200, false),
                        () -> chain.respondData("y", false),
                        chain::respondTrailers);
                for (int step = 0; step < at; step++) {
                    script.get(step).run();
                }
                boolean over = at == steps - 1;
                chain.run(() -> chain.stream.onReset(ResetReason.REMOTE_RESET, ""));
                chain.run(() -> chain.stream.onReset(ResetReason.REMOTE_RESET, ""));
                List<String> seen = chain.seen();
                if (at == 0) {
                    assertThat(seen).containsExactly("log 0 http.remote_reset");
                } else {
                    assertThat(seen)
                            .as("reset after step " + at)
                            .containsOnlyOnce("a complete", "router complete", "a destroy", "router destroy")
                            .containsSubsequence("a complete", "router complete")
                            .containsSubsequence("router complete", "a destroy", "router destroy");
                    assertThat(seen.stream().filter(line -> line.startsWith("log ")))
                            .containsExactly(
                                    over ? "log 200 null" : "log " + (at > 3 ? 200 : 0) + " http.remote_reset");
                    assertThatThrownBy(() ->
                                    chain.loop.asCurrent(() -> chain.at("a").resumeRequest()))
                            .isInstanceOf(StreamGoneException.class);
                }
            }
        }
    }

    @Test
    void m19_aRequestWithoutBodyStartsOverWithANewChain() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> Verdict.HOLD;
            chain.request(true);
            EngineStream first = chain.at("a");
            chain.seen();
            chain.run(() -> assertThat(first.recreate()).isTrue());
            assertThat(chain.seen()).containsExactly("a destroy", "router destroy", "a req end");
            assertThat(chain.at("a")).as("a new filter").isNotSameAs(first);
            chain.run(() -> assertThatThrownBy(first::resumeRequest).isInstanceOf(StreamGoneException.class));
            assertThat(chain.seen()).as("a stale resume is ignored").isEmpty();
        }
    }

    @Test
    void m19_aRequestWithABodyDoesNot() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.request(false).data("x", true);
            chain.seen();
            chain.run(() -> assertThat(chain.at("a").recreate()).isFalse());
            chain.respond(200, true);
            assertThat(chain.seen()).contains("> 200 end");
        }
    }

    @Test
    void m20_interimResponsesTrailersAndEmptyBodiesAreDelivered() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.request(false).data("", true);
            chain.run(() -> chain.at("router").respondInterim(chain.answer(103)));
            chain.respond(200, false).respondTrailers();
            assertThat(chain.seen())
                    .containsSubsequence(
                            "router req",
                            "a req data  end",
                            "router req data  end",
                            "router 1xx",
                            "a 1xx",
                            "> 103",
                            "a resp 200",
                            "> 200",
                            "a resp trailers",
                            "> trailers",
                            "log 200 null");
        }
    }

    @Test
    void m21_bothDirectionsRunIndependently() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestData = (f, d, e) -> Verdict.HOLD;
            chain.request(false).data("x", false);
            chain.respond(200, false).respondData("y", false);
            assertThat(chain.seen()).contains("> 200", "> data y").doesNotContain("router req data x");
            chain.run(() -> chain.at("a").resumeRequest());
            chain.data("z", true);
            assertThat(chain.seen()).contains("router req data x", "a req data z end");
            chain.run(() -> chain.at("a").resumeRequest());
            chain.respondData("", true);
            assertThat(chain.seen()).contains("router req data z end", "> data  end", "log 200 null");
        }
    }

    @Test
    void aFilterThatThrowsIsAnsweredWith500AndHarmsNobodyElse() {
        try (ChainHarness chain = new ChainHarness(0, "a", "b", "router")) {
            chain.plan("b").requestData = (f, d, e) -> {
                throw new IllegalArgumentException("planted");
            };
            chain.request(false).data("x", true);
            assertThat(chain.seen()).contains("> 500 end", "log 500 filter_error{b}", "b destroy");
        }
    }

    @Test
    void aRefusalOfTheOwnerPassesTheFiltersOfTheResponse() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.refusal = LocalReply.of(400, "", "missing_host_header");
            chain.request(true);
            assertThat(chain.seen()).contains("a resp 400 end", "> 400 end").doesNotContain("a req end");
        }
    }

    @Test
    void anAnswerThatEndsBeforeItsRequestResetsTheRest() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.request(false).respond(200, true);
            assertThat(chain.seen()).containsSubsequence("> 200 end", "> reset", "log 200 null");
        }
    }

    @Test
    void bytesLentForACallbackAreDeadAfterIt() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            io.nuncio.proxy.spi.http.QueueBytes[] kept = new io.nuncio.proxy.spi.http.QueueBytes[1];
            chain.plan("a").requestData = (f, d, e) -> {
                kept[0] = d;
                d.prepend(new byte[] {'<'});
                d.append(new byte[] {'>'});
                return Verdict.CONTINUE;
            };
            chain.request(false).data("x", true);
            assertThat(chain.seen()).contains("router req data <x> end");
            assertThatThrownBy(() -> kept[0].size()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aTimerDiesWithItsStream() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.request(true);
            chain.run(() -> chain.at("a").after(java.time.Duration.ofSeconds(1), () -> chain.log.add("early")));
            chain.run(() -> chain.at("a").after(java.time.Duration.ofSeconds(9), () -> chain.log.add("late")));
            chain.loop.advance(java.time.Duration.ofSeconds(2));
            assertThat(chain.seen()).contains("early");
            chain.run(() -> chain.stream.onReset(ResetReason.REMOTE_RESET, ""));
            chain.loop.advance(java.time.Duration.ofSeconds(20));
            assertThat(chain.seen()).doesNotContain("late");
        }
    }

    @Test
    void nothingIsLeftOfTheBytes() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestData = (f, d, e) -> Verdict.HOLD;
            chain.request(false);
            ByteQueue bytes = ByteQueue.ofAscii("x");
            chain.run(() -> chain.stream.onData(bytes, false));
            chain.run(() -> chain.stream.onReset(ResetReason.REMOTE_RESET, ""));
            assertThat(bytes.isEmpty()).isTrue();
        }
    }
}
