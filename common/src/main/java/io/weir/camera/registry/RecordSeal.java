package io.weir.camera.registry;

import io.weir.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hides what a record says from those who can read the topic: a form byte, a nonce of 12 bytes, and what AES-256-GCM makes of
 * the value, with the record's key as additional data, so that no value can stand under another key.
 *
 * <p>Safe for any thread.
 */
final class RecordSeal {
    private static final byte FORM = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String CIPHER = "AES/GCM/NoPadding";

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    private RecordSeal(SecretKeySpec key) {
        this.key = key;
    }

    /** The seal of those who have this key, which is long and random: it is not stretched. */
    static RecordSeal of(Secret key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("weir cameras\n".getBytes(StandardCharsets.UTF_8));
            return new RecordSeal(
                    new SecretKeySpec(digest.digest(key.reveal().getBytes(StandardCharsets.UTF_8)), "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The value as it is to be kept under that record key. */
    byte[] seal(byte[] recordKey, byte[] value) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(recordKey);
            byte[] sealed = new byte[1 + NONCE_BYTES + cipher.getOutputSize(value.length)];
            sealed[0] = FORM;
            System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
            cipher.doFinal(value, 0, value.length, sealed, 1 + NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /** What was sealed; null if it was not, or with another key. */
    byte @Nullable [] open(byte[] recordKey, byte[] sealed) {
        if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / Byte.SIZE || sealed[0] != FORM) {
            return null;
        }
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 1, NONCE_BYTES));
            cipher.updateAAD(recordKey);
            return cipher.doFinal(Arrays.copyOfRange(sealed, 1 + NONCE_BYTES, sealed.length));
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }
}
