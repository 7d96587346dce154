package io.nuncio.extensions.http.headertometadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.nuncio.extensions.http.headertometadata.Rule.Kind;
import io.nuncio.extensions.http.headertometadata.Rule.Note;
import io.nuncio.extensions.http.headertometadata.Rule.Source;
import io.nuncio.proxy.spec.route.RegexRewriteSpec;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleTest {

    private final Head head = new HeadPool().take(Head.Kind.REQUEST);
    private final StreamInfo info = new StreamInfo(0, 0, new ConnectionInfo(1, null, null));

    @Test
    void theValueOfAFieldIsNotedAndTheFieldCanBeTakenAway() {
        head.add("x-a", "one");
        head.add("x-a", "two");
        new Rule(new Source("x-a", false), Optional.of(note("", Kind.TEXT)), Optional.empty(), true).apply(head, info);
        assertThat(info.metadata("n")).isEqualTo(Map.of("k", "one,two"));
        assertThat(head.has("x-a")).isFalse();
    }

    @Test
    void aMissingFieldIsNotedWithItsOwnRule() {
        Rule rule = new Rule(
                new Source("x-a", false),
                Optional.of(note("", Kind.TEXT)),
                Optional.of(note("none", Kind.TEXT)),
                false);
        rule.apply(head, info);
        assertThat(info.metadata("n")).isEqualTo(Map.of("k", "none"));
    }

    @Test
    void aConstantTakesThePlaceOfTheValue() {
        head.add("x-a", "one");
        new Rule(new Source("x-a", false), Optional.of(note("set", Kind.TEXT)), Optional.empty(), false)
                .apply(head, info);
        assertThat(info.metadata("n")).isEqualTo(Map.of("k", "set"));
    }

    @Test
    void numbersAreNumbersAndWhatIsNoneIsNotNoted() {
        head.add("x-a", "3.5");
        head.add("x-b", "many");
        for (String name : new String[] {"x-b", "x-a"}) {
            new Rule(new Source(name, false), Optional.of(note("", Kind.NUMBER)), Optional.empty(), false)
                    .apply(head, info);
            assertThat(info.metadata("n")).isEqualTo(name.equals("x-b") ? Map.of() : Map.of("k", 3.5));
        }
    }

    @Test
    void anExpressionChangesTheValue() {
        head.add(":path", "/products/9");
        Note note = new Note(
                "n",
                "k",
                "",
                Optional.of(new RegexRewriteSpec(Pattern.compile("^/(\\w+)/.*$"), "\\1")),
                Kind.TEXT,
                false);
        new Rule(new Source(":path", false), Optional.of(note), Optional.empty(), false).apply(head, info);
        assertThat(info.metadata("n")).isEqualTo(Map.of("k", "products"));
    }

    @Test
    void aCookieIsFoundAmongOthers() {
        head.add("cookie", "a=1; session=\"x y\"; b=2");
        new Rule(new Source("session", true), Optional.of(note("", Kind.TEXT)), Optional.empty(), false)
                .apply(head, info);
        assertThat(info.metadata("n")).isEqualTo(Map.of("k", "x y"));
    }

    @Test
    void whatIsTooLongOrEmptyOrCannotBeDecodedIsNotNoted() {
        head.add("x-long", "v".repeat(8 * 1024 + 1));
        head.add("x-empty", "");
        head.add("x-odd", "*");
        for (String name : new String[] {"x-long", "x-empty"}) {
            new Rule(new Source(name, false), Optional.of(note("", Kind.TEXT)), Optional.empty(), false)
                    .apply(head, info);
        }
        Note decoded = new Note("n", "k", "", Optional.empty(), Kind.TEXT, true);
        new Rule(new Source("x-odd", false), Optional.of(decoded), Optional.empty(), false).apply(head, info);
        assertThat(info.metadata("n")).isEmpty();
        head.add("x-good", "eWVz");
        new Rule(new Source("x-good", false), Optional.of(decoded), Optional.empty(), false).apply(head, info);
        assertThat(info.metadata("n")).isEqualTo(Map.of("k", "yes"));
    }

    private static Note note(String value, Kind kind) {
        return new Note("n", "k", value, Optional.empty(), kind, false);
    }
}
