package io.crj.wire.pki;

/** What to do about certificates, in words for users. */
public final class PkiAdvice {

    /** How they are made. */
    public static final String MAKE =
            "make certificates with \"crj-agent pki init\" and \"crj-agent pki issue HOST\" (for crj-migrate with"
                    + " \"--role coordinator\"), and copy what they made for this host to " + PkiFolder.DEFAULT
                    + " or name its folder with --pki DIR";

    private PkiAdvice() {}

    /** How a certificate is made anew. */
    public static String issue(CertifiedName name) {
        return "make a new one with \"crj-agent pki issue " + name.host()
                + (name.role() == HostRole.AGENT ? "" : " --role " + name.role().text()) + "\"";
    }
}
