package io.nuncio.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.filter.inline.StreamFilter.Verdict;
import io.nuncio.kernel.buffer.ByteQueue;
import org.junit.jupiter.api.Test;

/** Cases M01 to M11 of the filter manager: iteration, holding, injecting. */
class FilterManagerTest {

    private static final int LIMIT_BYTES = 8;

    @Test
    void m01_requestsPassInOrderResponsesInReverseEachEndOnce() {
        try (ChainHarness chain = new ChainHarness(0, "a", "b", "router")) {
            chain.request(false).data("x", true);
            assertThat(chain.seen())
                    .containsExactly(
                            "a req",
                            "b req",
                            "router req",
                            "a req data x end",
                            "b req data x end",
                            "router req data x end");
            chain.respond(200, false).respondData("y", true);
            assertThat(chain.seen())
                    .containsExactly(
                            "router resp 200",
                            "b resp 200",
                            "a resp 200",
                            "> 200",
                            "router resp data y end",
                            "b resp data y end",
                            "a resp data y end",
                            "> data y end",
                            "a complete",
                            "b complete",
                            "router complete",
                            "log 200 null",
                            "a destroy",
                            "b destroy",
                            "router destroy");
        }
    }

    @Test
    void m02_aHeldHeadGoesOnBeforeTheDataThatWasHeldWithIt() {
        try (ChainHarness chain = new ChainHarness(0, "a", "b", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> Verdict.HOLD;
            chain.plan("a").requestData = (f, d, e) -> Verdict.HOLD;
            chain.request(false).data("x", false).data("y", true);
            assertThat(chain.seen()).containsExactly("a req", "a req data x", "a req data y end");
            chain.run(() -> chain.at("a").resumeRequest());
            assertThat(chain.seen())
                    .containsExactly("b req", "router req", "b req data xy end", "router req data xy end");
        }
    }

    @Test
    void m02_continueFromADataCallbackReleasesEverything() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> Verdict.HOLD;
            chain.plan("a").requestData = (f, d, e) -> e ? Verdict.CONTINUE : Verdict.HOLD;
            chain.request(false).data("x", false).data("y", true);
            assertThat(chain.seen())
                    .containsExactly(
                            "a req", "a req data x", "a req data y end", "router req", "router req data xy end");
        }
    }

    @Test
    void m03_aFilterThatHoldsAllSeesItsDataWhenItHasResumed() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> Verdict.HOLD;
            chain.plan("a").seesDataWhileHolding = false;
            chain.request(false).data("x", false).trailers();
            assertThat(chain.seen()).containsExactly("a req");
            chain.run(() -> chain.at("a").resumeRequest());
            assertThat(chain.seen())
                    .containsExactly(
                            "router req", "a req data x", "router req data x", "a req trailers", "router req trailers");
        }
    }

    @Test
    void m04_tooMuchHeldIs413() {
        try (ChainHarness chain = new ChainHarness(LIMIT_BYTES, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> Verdict.HOLD;
            chain.plan("a").seesDataWhileHolding = false;
            chain.request(false).data("123456789", false);
            assertThat(chain.seen())
                    .containsSubsequence("a req", "a local reply 413", "> 413", "> data Payload Too Large end")
                    .contains("log 413 request_payload_too_large");
        }
    }

    @Test
    void m04_tooMuchStreamedSlowsTheClient() {
        try (ChainHarness chain = new ChainHarness(LIMIT_BYTES, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> Verdict.PAUSE;
            chain.request(false).data("123456789", false);
            assertThat(chain.seen()).containsExactly("a req", "> pause");
            chain.run(() -> chain.at("a").resumeRequest());
            assertThat(chain.seen())
                    .containsExactly("router req", "a req data 123456789", "router req data 123456789", "> go on");
            assertThat(chain.paused).isZero();
            chain.data("0", true);
            assertThat(chain.seen()).containsExactly("a req data 0 end", "router req data 0 end");
        }
    }

    @Test
    void m05_tooMuchOfAResponseIs500WhileItsHeadIsHeld() {
        try (ChainHarness chain = new ChainHarness(LIMIT_BYTES, "a", "router")) {
            chain.plan("a").responseHeaders = (f, h, e) -> Verdict.HOLD;
            chain.plan("a").responseData = (f, d, e) -> Verdict.HOLD;
            chain.request(true).respond(200, false).respondData("123456789", false);
            assertThat(chain.seen())
                    .containsSubsequence("a local reply 500", "> 500", "> data Internal Server Error end")
                    .contains("log 500 response_payload_too_large");
        }
    }

    @Test
    void m05_tooMuchOfAResponseIsAResetWhenItsHeadHasGone() {
        try (ChainHarness chain = new ChainHarness(LIMIT_BYTES, "a", "router")) {
            chain.plan("a").responseData = (f, d, e) -> Verdict.HOLD;
            chain.request(true).respond(200, false).respondData("123456789", false);
            assertThat(chain.seen()).containsSubsequence("> 200", "> reset").doesNotContain("> 500");
        }
    }

    @Test
    void m06_anEmptyLastFrameIsSentOnResume() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestData = (f, d, e) -> Verdict.CONSUME;
            chain.request(false).data("x", true);
            chain.seen();
            chain.run(() -> chain.at("a").resumeRequest());
            assertThat(chain.seen()).containsExactly("router req data  end");
        }
    }

    @Test
    void m07_aHeadlessRequestGetsABodyFromItsHeadCallback() {
        try (ChainHarness chain = new ChainHarness(0, "a", "b", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> {
                f.stream.addRequestData(ByteQueue.ofAscii("one"), false);
                f.stream.addRequestData(ByteQueue.ofAscii("two"), false);
                return Verdict.CONTINUE;
            };
            chain.request(true);
            assertThat(chain.seen())
                    .containsExactly(
                            "a req end", "b req", "router req", "b req data onetwo end", "router req data onetwo end");
        }
    }

    @Test
    void m07_aVerdictThatMakesNoSenseIs500NotAHang() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> Verdict.CONSUME;
            chain.request(true);
            assertThat(chain.seen())
                    .contains("> 500 end", "log 500 filter_illegal_verdict{a}")
                    .doesNotContain("router req end");
        }
    }

    @Test
    void m08_dataAddedToTrailersGoesAheadOfThem() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestTrailers = (f, h, e) -> {
                f.stream.addRequestData(ByteQueue.ofAscii("late"), false);
                return Verdict.CONTINUE;
            };
            chain.request(false).data("x", false).trailers();
            assertThat(chain.seen()).endsWith("a req trailers", "router req data late", "router req trailers");
        }
    }

    @Test
    void m08_dataAddedToTheOtherDirectionIs502() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> {
                f.stream.addResponseData(ByteQueue.ofAscii("wrong"), false);
                return Verdict.CONTINUE;
            };
            chain.request(true);
            assertThat(chain.seen()).contains("> 502", "> data Filter error end", "log 502 filter_added_invalid_data");
        }
    }

    @Test
    void m09_trailersAreAddedWithTheLastDataOnly() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestData = (f, d, e) -> {
                if (e) {
                    f.stream.addRequestTrailers().set("sum", "1");
                    assertThatThrownBy(f.stream::addRequestTrailers).isInstanceOf(IllegalStateException.class);
                } else {
                    assertThatThrownBy(f.stream::addRequestTrailers).isInstanceOf(IllegalStateException.class);
                }
                return Verdict.CONTINUE;
            };
            chain.request(false).data("x", false).data("y", true);
            assertThat(chain.seen()).endsWith("a req data y end", "router req data y", "router req trailers");
        }
    }

    @Test
    void m10_injectedDataBringsAHeldHeadAlong() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> Verdict.HOLD;
            chain.plan("a").requestData = (f, d, e) -> Verdict.CONSUME;
            chain.request(false).data("x", false);
            chain.seen();
            chain.run(() -> chain.at("a").injectRequestData(ByteQueue.ofAscii("new"), true));
            assertThat(chain.seen()).containsExactly("router req", "router req data new end");
        }
    }

    @Test
    void m11_aSecondResumeIsRejectedAndHarmsNothing() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> Verdict.HOLD;
            chain.request(true);
            chain.run(() -> {
                chain.at("a").resumeRequest();
                assertThatThrownBy(() -> chain.at("a").resumeRequest())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a has not stopped");
            });
            chain.respond(200, true);
            assertThat(chain.seen()).containsSubsequence("router req end", "> 200 end", "log 200 null");
        }
    }

    @Test
    void aResumeDuringTheFiltersOwnCallbackIsDoneAfterIt() {
        try (ChainHarness chain = new ChainHarness(0, "a", "router")) {
            chain.plan("a").requestHeaders = (f, h, e) -> {
                f.stream.resumeRequest();
                chain.log.add("returning");
                return Verdict.HOLD;
            };
            chain.request(true);
            assertThat(chain.seen()).containsExactly("a req end", "returning", "router req end");
        }
    }
}
