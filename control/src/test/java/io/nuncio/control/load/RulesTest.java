package io.nuncio.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.envoyproxy.pgv.validate.Validate.DoubleRules;
import io.envoyproxy.pgv.validate.Validate.DurationRules;
import io.envoyproxy.pgv.validate.Validate.KnownRegex;
import io.envoyproxy.pgv.validate.Validate.StringRules;
import io.envoyproxy.pgv.validate.Validate.UInt32Rules;
import io.envoyproxy.pgv.validate.Validate.UInt64Rules;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules one by one; that all of them together agree with generated validators says ValidatorOracleTest. */
class RulesTest {
    private static List<String> errors(ValueRule rule, Object value) {
        Problems problems = new Problems("r", UnknownFields.REFUSE);
        rule.check(value, problems);
        return problems.errors().stream().map(ConfigError::reason).toList();
    }

    @Test
    void everyRuleOfEveryMessageIsOneThatWeImplement() throws Exception {
        int rules = 0;
        Deque<Descriptor> types = new ArrayDeque<>();
        for (Message message : AllMessages.topLevel()) {
            types.add(message.getDescriptorForType());
        }
        while (!types.isEmpty()) {
            Descriptor type = types.poll();
            types.addAll(type.getNestedTypes());
            Message empty = type.getOptions().getMapEntry() ? null : MessageTypes.ofName(type.getFullName());
            if (empty != null) {
                MessagePlan plan = MessagePlan.of(empty);
                rules += plan.rules.size() + plan.requiredOneofs.size();
            }
        }
        assertThat(rules).isGreaterThan(1_300);
    }

    @Test
    void unsignedNumbersAreComparedAndShownUnsigned() {
        ValueRule rule =
                OrderRule.numbers(UInt32Rules.newBuilder().setLte(65535).build());
        assertThat(errors(rule, 65535)).isEmpty();
        assertThat(errors(rule, -1)).containsExactly("is 4294967295, must be at most 65535");
        ValueRule wide = OrderRule.numbers(UInt64Rules.newBuilder().setGt(0).build());
        assertThat(errors(wide, -1L)).isEmpty();
        assertThat(errors(wide, 0L)).containsExactly("is 0, must be greater than 0");
    }

    @ParameterizedTest
    @CsvSource({"0,false", "100,true", "50.5,true", "100.5,false", "-1,false", "0.1,true"})
    void aRangeHoldsWhatIsBetweenItsLimits(double value, boolean expected) {
        ValueRule rule =
                OrderRule.numbers(DoubleRules.newBuilder().setGt(0).setLte(100).build());
        assertThat(errors(rule, value).isEmpty()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0,true", "10,false", "15,false", "20,true", "9.9,true"})
    void aLowerLimitAboveTheUpperOneTurnsTheRangeInsideOut(double value, boolean expected) {
        ValueRule rule =
                OrderRule.numbers(DoubleRules.newBuilder().setGte(20).setLt(10).build());
        assertThat(errors(rule, value).isEmpty()).isEqualTo(expected);
    }

    @Test
    void anEmptyValueMayBeIgnored() {
        UInt32Rules.Builder rules = UInt32Rules.newBuilder().setGte(5);
        assertThat(errors(OrderRule.numbers(rules.build()), 0)).containsExactly("is 0, must be at least 5");
        assertThat(errors(OrderRule.numbers(rules.setIgnoreEmpty(true).build()), 0))
                .isEmpty();
        assertThat(errors(OrderRule.numbers(rules.build()), 4)).hasSize(1);
    }

    @Test
    void listsOfValues() {
        ValueRule rule = OrderRule.numbers(
                UInt32Rules.newBuilder().addIn(1).addIn(2).addNotIn(2).build());
        assertThat(errors(rule, 1)).isEmpty();
        assertThat(errors(rule, 2)).containsExactly("is 2, which is not allowed here");
        assertThat(errors(rule, 3)).containsExactly("is 3, must be one of [1, 2]");
        assertThat(errors(OrderRule.numbers(UInt32Rules.newBuilder().setConst(7).build()), 6))
                .containsExactly("is 6, must be 7");
    }

    @Test
    void durationsAreComparedToTheNanosecond() {
        ValueRule rule = OrderRule.durations(
                DurationRules.newBuilder().setGte(Durations.fromMillis(1)).build());
        assertThat(errors(rule, Durations.fromMillis(1))).isEmpty();
        assertThat(errors(rule, Durations.fromNanos(999_999)))
                .containsExactly("is 0.000999999s, must be at least 0.001s");
    }

    @Test
    void lengthsCountCodePointsOrBytes() {
        ValueRule rule = StringRule.of(StringRules.newBuilder()
                .setMinLen(2)
                .setMaxLen(3)
                .setMaxBytes(8)
                .build());
        assertThat(errors(rule, "😀😀")).isEmpty();
        assertThat(errors(rule, "😀")).containsExactly("has 1 characters, must have at least 2");
        assertThat(errors(rule, "")).containsExactly("must not be empty");
        assertThat(errors(rule, "abcd")).containsExactly("has 4 characters, must have at most 3");
        assertThat(errors(rule, "😀😀😀")).containsExactly("has 12 bytes, must have at most 8");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_HEADER_NAME,true,x-a,true",
        "HTTP_HEADER_NAME,true,:path,true",
        "HTTP_HEADER_NAME,true,x a,false",
        "HTTP_HEADER_NAME,true,'',false",
        "HTTP_HEADER_NAME,false,x a,true",
        "HTTP_HEADER_NAME,false,'',true",
        "HTTP_HEADER_VALUE,true,x\u0001a,false",
        "HTTP_HEADER_VALUE,true,x\u0009a,true",
        "HTTP_HEADER_VALUE,false,x\u0001a,true",
        "HTTP_HEADER_VALUE,false,x\u0000a,false"
    })
    void headers(KnownRegex kind, boolean strict, String text, boolean expected) {
        ValueRule rule = StringRule.of(StringRules.newBuilder()
                .setWellKnownRegex(kind)
                .setStrict(strict)
                .build());
        assertThat(errors(rule, text).isEmpty()).isEqualTo(expected);
    }

    @Test
    void partsOfStrings() {
        ValueRule rule = StringRule.of(StringRules.newBuilder()
                .setPrefix("/")
                .setSuffix("/")
                .setContains("b")
                .setNotContains("?")
                .setPattern("^[^#]*$")
                .build());
        assertThat(errors(rule, "/b/")).isEmpty();
        assertThat(errors(rule, "a?#"))
                .containsExactly(
                        "does not match ^[^#]*$: \"a?#\"",
                        "is \"a?#\", must start with \"/\"",
                        "is \"a?#\", must end with \"/\"",
                        "is \"a?#\", must contain \"b\"",
                        "is \"a?#\", must not contain \"?\"");
    }
}
