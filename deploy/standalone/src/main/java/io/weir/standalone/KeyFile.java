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

/** A key that Weir makes for itself where none is set; kept in the data folder. */
enum KeyFile {
    /** What publishers show when Weir is opened to the network. */
    PUBLISH("publish.key", "publish key", 20, "8 to 200 of A-Z a-z 0-9 _ -", "[A-Za-z0-9_-]{8,200}"),

    /** What seals the cameras. */
    CAMERAS("camera.key", "key of the cameras", 52, "32 to 200 of A-Z a-z 0-9 _ -", "[A-Za-z0-9_-]{32,200}");

    /** Letters and digits that are not taken for each other when somebody types them into a camera. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private final String name;
    private final String what;
    private final int chars;
    private final String rule;
    private final Pattern form;

    KeyFile(String name, String what, int chars, String rule, String form) {
        this.name = name;
        this.what = what;
        this.chars = chars;
        this.rule = rule;
        this.form = Pattern.compile(form);
    }

    /** The key in the folder, made at the first time. */
    Secret readOrMake(Path folder) {
        Path file = folder.resolve(name);
        try {
            if (Files.exists(file)) {
                String key = Files.readString(file).strip();
                if (!form.matcher(key).matches()) {
                    throw new StartupException(
                            file + " holds no " + what + " (" + rule + "); remove it, and a new one is made");
                }
                return new Secret(key);
            }
            String key = random();
            Path temporary = Files.createTempFile(
                    folder,
                    name,
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, key + "\n");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return new Secret(key);
        } catch (IOException e) {
            throw new StartupException("the " + what + " cannot be kept in " + file + ": " + e, e);
        }
    }

    private String random() {
        SecureRandom random = new SecureRandom();
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < chars; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return key.toString();
    }
}
