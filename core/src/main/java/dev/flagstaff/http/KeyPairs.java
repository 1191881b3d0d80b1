package dev.flagstaff.http;

import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/// Whether two keys are one pair. Stateless.
final class KeyPairs {
    private static final byte[] SAMPLE = {1, 2, 3};

    private KeyPairs() {}

    /// @throws GeneralSecurityException when what one signs, the other does not confirm
    static void requireMatch(PublicKey publicKey, PrivateKey privateKey) throws GeneralSecurityException {
        String algorithm = switch (privateKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> privateKey.getAlgorithm();
        };
        var signer = Signature.getInstance(algorithm);
        signer.initSign(privateKey);
        signer.update(SAMPLE);
        byte[] signature = signer.sign();
        var verifier = Signature.getInstance(algorithm);
        verifier.initVerify(publicKey);
        verifier.update(SAMPLE);
        if (!verifier.verify(signature)) {
            throw new KeyException("not a pair");
        }
    }
}
