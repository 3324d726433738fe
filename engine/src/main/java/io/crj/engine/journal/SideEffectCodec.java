package io.crj.engine.journal;

import io.crj.engine.error.EngineException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * One side effect as one line of ASCII, without its end: {@code kind name=value name=value}, each word escaped as in a
 * form's data.
 */
public final class SideEffectCodec {

    private SideEffectCodec() {}

    public static String encode(SideEffect effect) {
        StringBuilder line = new StringBuilder(escape(effect.kind()));
        new TreeMap<>(effect.facts())
                .forEach((name, value) ->
                        line.append(' ').append(escape(name)).append('=').append(escape(value)));
        return line.toString();
    }

    /** @throws EngineException when {@link #encode} never gave that */
    public static SideEffect decode(String line) {
        String[] words = line.split(" ", -1);
        Map<String, String> facts = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 0) {
                throw new EngineException("a journal has a line that is no side effect: " + line);
            }
            facts.put(unescape(words[i].substring(0, equals)), unescape(words[i].substring(equals + 1)));
        }
        return new SideEffect(unescape(words[0]), facts);
    }

    private static String escape(String word) {
        // Most words need nothing done, and many are written while a tree stands still.
        return isPlain(word) ? word : URLEncoder.encode(word, StandardCharsets.UTF_8);
    }

    private static boolean isPlain(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '-' || c == '.')) {
                return false;
            }
        }
        return true;
    }

    private static String unescape(String word) {
        try {
            return URLDecoder.decode(word, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new EngineException("a journal has a word that cannot be read: " + word, e);
        }
    }
}
