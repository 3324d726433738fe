package io.crj.engine.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 65536}, {@code 512K}, {@code 4M} and {@code 1G}; in bytes. */
final class SizeConverter implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([KMG]?)");

    @Override
    public Long convert(String value) {
        Matcher form = FORM.matcher(value.toUpperCase(Locale.ROOT));
        if (!form.matches()) {
            throw new TypeConversionException("'" + value + "' is no size; give bytes, or 512K, 4M, 1G");
        }
        int power = form.group(2).isEmpty() ? 0 : 1 + "KMG".indexOf(form.group(2));
        return Math.multiplyExact(Long.parseLong(form.group(1)), 1L << (10 * power));
    }
}
