package io.crj.wire.pki;

import io.crj.wire.WireException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** Keys on the curve P-256. */
final class KeyPairs {

    static final String SIGNATURE = "SHA256withECDSA";

    private static final int CHALLENGE_BYTES = 32;

    private KeyPairs() {}

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new WireException(
                    "this Java makes no keys on the curve P-256: " + impossible.getMessage(), impossible);
        }
    }

    /** Whether what one of them signs is right for the other; also for RSA keys, which other authorities use. */
    static boolean belong(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        byte[] challenge = new byte[CHALLENGE_BYTES];
        new SecureRandom().nextBytes(challenge);
        Signature signature =
                Signature.getInstance(certified.getAlgorithm().equals("RSA") ? "SHA256withRSA" : SIGNATURE);
        signature.initSign(key);
        signature.update(challenge);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(challenge);
        return signature.verify(signed);
    }
}
