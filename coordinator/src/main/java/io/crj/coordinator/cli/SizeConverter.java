package io.crj.coordinator.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 65536}, {@code 512K}, {@code 4M}, {@code 1G}; in bytes. */
final class SizeConverter implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})([KMG]?)");

    @Override
    public Long convert(String value) {
        Matcher form = FORM.matcher(value.toUpperCase(Locale.ROOT));
        if (!form.matches()) {
            throw new TypeConversionException("'" + value + "' is no size; give bytes, or 512K, 4M, 1G");
        }
        int shift = form.group(2).isEmpty() ? 0 : 10 * (1 + "KMG".indexOf(form.group(2)));
        long number = Long.parseLong(form.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new TypeConversionException("'" + value + "' is more than can be counted");
        }
        return number << shift;
    }
}
