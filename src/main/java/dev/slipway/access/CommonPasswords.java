package dev.slipway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Tells passwords that are among the first to be tried.
 *
 * <p>A list of whole passwords finds few with 15 characters; what people do is repeat and lengthen the short ones. So
 * the listed words, the person's name, rows of keys and repetitions are taken out, and something must remain.
 */
@Singleton
class CommonPasswords {
    private static final int MUST_REMAIN = 6;
    private static final List<String> ROWS = List.of(
            "01234567890123456789",
            "abcdefghijklmnopqrstuvwxyz",
            "qwertyuiop",
            "asdfghjkl",
            "zxcvbnm",
            "qwertzuiop",
            "azertyuiop",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p",
            "!@#$%^&*()");
    private final List<String> words;

    CommonPasswords() {
        words = read();
    }

    boolean easy(String password, String person) {
        var text = plain(password);
        for (var word : words) {
            text = text.replace(word, " ");
        }
        if (person.length() > 2) {
            text = text.replace(plain(person), " ");
        }
        text = withoutRows(text);
        // What is no letter only lengthens; what repeats counts once.
        text = text.replaceAll("[^\\p{L}]", "").replaceAll("(.+?)\\1+", "$1");
        return text.codePointCount(0, text.length()) < MUST_REMAIN;
    }

    /** The letters that people write as digits and signs. */
    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replace('@', 'a')
                .replace('4', 'a')
                .replace('3', 'e')
                .replace('1', 'i')
                .replace('!', 'i')
                .replace('0', 'o')
                .replace('5', 's')
                .replace('$', 's')
                .replace('7', 't');
    }

    /** Takes out each run of four or more neighbours, forwards or backwards. */
    private static String withoutRows(String text) {
        var left = new StringBuilder(text);
        for (var row : ROWS) {
            for (var way :
                    List.of(plain(row), new StringBuilder(plain(row)).reverse().toString())) {
                for (var length = way.length(); length >= 4; length--) {
                    for (var from = 0; from + length <= way.length(); from++) {
                        var run = way.substring(from, from + length);
                        for (var at = left.indexOf(run); at >= 0; at = left.indexOf(run)) {
                            left.replace(at, at + length, " ");
                        }
                    }
                }
            }
        }
        return left.toString();
    }

    private static List<String> read() {
        try (var in = CommonPasswords.class.getResourceAsStream("common-passwords.txt")) {
            if (in == null) {
                throw new IllegalStateException("common-passwords.txt is missing");
            }
            var words = new ArrayList<>(new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .flatMap(line -> List.of(line.strip().split("\\s+")).stream())
                    .map(CommonPasswords::plain)
                    .distinct()
                    .toList());
            // The longest first, so that no shorter one leaves half of it.
            words.sort(Comparator.comparingInt(String::length).reversed());
            return List.copyOf(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
