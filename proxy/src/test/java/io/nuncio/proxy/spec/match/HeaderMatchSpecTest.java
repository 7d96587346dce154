package io.nuncio.proxy.spec.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Present;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Range;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Test;
import io.nuncio.proxy.spec.match.HeaderMatchSpec.Text;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Envoy 1.40 was seen to do. A dash is an absent field; a vertical bar separates the values of two fields, a semicolon
 * stands for a comma. */
class HeaderMatchSpecTest {

    private static final HeaderName NAME = HeaderName.of("a");

    @ParameterizedTest
    @CsvSource(
            nullValues = "NULL",
            value = {
                // test, invert, missing is empty; absent, "1", "2", empty, "1" and "2"
                "exact:1,    true,  false, -=0 1=0 2=1 ''=1 1|2=0",
                "exact:1,    true,  true,  -=1 1=0 2=1 ''=1 1|2=0",
                "exact:2,    false, false, -=0 1=0 2=1 ''=0 1|2=1 1;2=0",
                "exact:3,    true,  false, -=0 1=1 2=1 ''=1 1|2=1",
                "exact:,     false, false, -=0 1=0 ''=1 1|2=0",
                "exact:,     false, true,  -=1 1=0 ''=1 1|2=0",
                "present:,   false, false, -=0 1=1 ''=1 1|2=1",
                "present:,   true,  false, -=1 1=0 ''=0 1|2=0",
                "present:,   false, true,  -=1 1=1 ''=1",
                "absent:,    false, false, -=1 1=0 ''=0 1|2=0",
                "absent:,    true,  false, -=0 1=1 ''=1",
                "absent:,    false, true,  -=0 1=0 ''=0",
                "range:,     false, false, -=0 1=1 2=1 ''=0 +5=1 -1=0 9=1 10=0 0x5=0 05=1 1|2=1 7|99=1 99|100=0",
                "range:,     true,  false, -=0 1=0 10=1 1|2=0 99|100=1",
                "contains:b, false, false, -=0 abc=1 a|b=1 a|c=0",
                "prefix:b,   false, false, -=0 bc=1 cb=0 a|bc=1",
                "suffix:b,   false, false, -=0 bc=0 cb=1",
                "regex:a+,   false, false, -=0 aaa=1 aab=0 b|a=1",
                "anycase:AbC,false, false, -=0 aBc=1 abd=0",
            })
    void matches(String test, boolean invert, boolean missingIsEmpty, String expectations) {
        HeaderMatchSpec match = new HeaderMatchSpec(NAME, test(test), invert, missingIsEmpty);
        for (String each : expectations.split(" ")) {
            int equals = each.lastIndexOf('=');
            String values = each.substring(0, equals).replace("'", "").replace(';', ',');
            TestHeaders headers = TestHeaders.of("b", "1");
            if (!values.equals("-")) {
                for (String value : values.split("\\|", -1)) {
                    headers.add("A", value);
                }
            }
            assertThat(match.matches(headers)).as(match + " on " + values).isEqualTo(each.charAt(equals + 1) == '1');
        }
    }

    private static Test test(String text) {
        String value = text.substring(text.indexOf(':') + 1);
        return switch (text.substring(0, text.indexOf(':'))) {
            case "exact" -> new Text(new StringMatchSpec.Exact(value, false));
            case "anycase" -> new Text(new StringMatchSpec.Exact(value, true));
            case "prefix" -> new Text(new StringMatchSpec.Prefix(value, false));
            case "suffix" -> new Text(new StringMatchSpec.Suffix(value, false));
            case "contains" -> new Text(new StringMatchSpec.Contains(value, false));
            case "regex" -> new Text(new StringMatchSpec.Regex(Pattern.compile(value)));
            case "range" -> new Range(1, 10);
            case "present" -> new Present(true);
            case "absent" -> new Present(false);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
