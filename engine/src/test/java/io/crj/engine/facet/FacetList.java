package io.crj.engine.facet;

import java.util.List;

/** Prints, for shells, the facets that can go to another host: name, source, options and launcher, separated by tabs. */
final class FacetList {

    private FacetList() {}

    public static void main(String[] arguments) {
        for (Facet facet : Facet.all()) {
            if (facet.refused().isEmpty() && facet.staysHere().isEmpty()) {
                System.out.println(String.join(
                        "\t",
                        facet.name(),
                        facet.source().toAbsolutePath().toString(),
                        words(facet.dumpOptions()),
                        words(facet.launch())));
            }
        }
    }

    /** A shell that reads fields would skip an empty one. */
    private static String words(List<String> words) {
        return words.isEmpty() ? "-" : String.join(" ", words);
    }
}
