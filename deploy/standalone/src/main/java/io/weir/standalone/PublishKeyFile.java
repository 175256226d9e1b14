package io.weir.standalone;

import io.weir.config.Secret;
import io.weir.runtime.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/** The publish key that Weir makes for itself when it is opened to the network without one; kept in the data folder. */
final class PublishKeyFile {
    private static final String NAME = "publish.key";
    private static final int KEY_CHARS = 20;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{8,200}");

    /** Letters and digits that are not taken for each other when somebody types them into a camera. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private PublishKeyFile() {}

    /** The key in the folder, made at the first time. */
    static Secret readOrMake(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            if (Files.exists(file)) {
                String key = Files.readString(file).strip();
                if (!FORM.matcher(key).matches()) {
                    throw new StartupException(file + " holds no publish key (8 to 200 of A-Z a-z 0-9 _ -); remove it,"
                            + " and a new one is made");
                }
                return new Secret(key);
            }
            String key = random();
            Path temporary = Files.createTempFile(
                    folder,
                    NAME,
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, key + "\n");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return new Secret(key);
        } catch (IOException e) {
            throw new StartupException("the publish key cannot be kept in " + file + ": " + e, e);
        }
    }

    private static String random() {
        SecureRandom random = new SecureRandom();
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < KEY_CHARS; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return key.toString();
    }
}
