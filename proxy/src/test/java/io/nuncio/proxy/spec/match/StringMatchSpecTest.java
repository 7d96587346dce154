package io.nuncio.proxy.spec.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;

class StringMatchSpecTest {

    @Test
    void exactComparesTheWholeText() {
        assertThat(new StringMatchSpec.Exact("Abc", false).matches("Abc")).isTrue();
        assertThat(new StringMatchSpec.Exact("Abc", false).matches("abc")).isFalse();
        assertThat(new StringMatchSpec.Exact("Abc", true).matches("aBC")).isTrue();
        assertThat(new StringMatchSpec.Exact("Abc", true).matches("abcd")).isFalse();
    }

    @Test
    void caseIsFoldedForAsciiOnly() {
        assertThat(new StringMatchSpec.Exact("\u00c4", true).matches("\u00e4")).isFalse();
        assertThat(new StringMatchSpec.Contains("K", true).matches("\u212a")).isFalse();
    }

    @Test
    void prefixSuffixAndContainsLookAtTheirPlace() {
        assertThat(new StringMatchSpec.Prefix("ab", false).matches("abc")).isTrue();
        assertThat(new StringMatchSpec.Prefix("abc", false).matches("ab")).isFalse();
        assertThat(new StringMatchSpec.Prefix("AB", true).matches("abc")).isTrue();
        assertThat(new StringMatchSpec.Suffix("bc", false).matches("abc")).isTrue();
        assertThat(new StringMatchSpec.Suffix("abcd", false).matches("bcd")).isFalse();
        assertThat(new StringMatchSpec.Suffix("BC", true).matches("abc")).isTrue();
        assertThat(new StringMatchSpec.Contains("b", false).matches("abc")).isTrue();
        assertThat(new StringMatchSpec.Contains("B", false).matches("abc")).isFalse();
        assertThat(new StringMatchSpec.Contains("BC", true).matches("abc")).isTrue();
        assertThat(new StringMatchSpec.Contains("cd", true).matches("abc")).isFalse();
    }

    @Test
    void aRegexHasToMatchTheWholeText() {
        StringMatchSpec regex = new StringMatchSpec.Regex(Pattern.compile("a.*c"));
        assertThat(regex.matches("abc")).isTrue();
        assertThat(regex.matches("abcd")).isFalse();
    }
}
