package io.weir.storage;

import java.util.regex.Pattern;

/**
 * What a key may look like: parts of {@code A-Z a-z 0-9 _ - . = +} with a {@code /} between them, none of which begins
 * with a dot. So a key can be a file's path without escaping its root, sorts the same as text and as bytes, and needs no
 * quoting in a URL. Parts that begin with a dot belong to the stores themselves.
 */
final class ObjectKeys {
    /** S3 allows 1,024; the longest key of a segment has about 250. */
    static final int MAX_KEY_LENGTH = 512;
    /** The longest name of a file on Linux. */
    static final int MAX_PART_LENGTH = 255;

    private static final String PART_FORM = "[A-Za-z0-9_=+-][A-Za-z0-9_.=+-]{0," + (MAX_PART_LENGTH - 1) + "}";
    private static final Pattern PART = Pattern.compile(PART_FORM);
    private static final Pattern KEY = Pattern.compile(PART_FORM + "(/" + PART_FORM + ")*+");
    private static final Pattern PREFIX = Pattern.compile("(" + PART_FORM + "/)*+(" + PART_FORM + ")?");
    private static final Pattern FOLDER = Pattern.compile("(" + PART_FORM + "/)*+");

    private ObjectKeys() {}

    static boolean isKey(String key) {
        return key.length() <= MAX_KEY_LENGTH && KEY.matcher(key).matches();
    }

    /** Whether the text can be the name of one file or folder in a key. */
    static boolean isPart(String name) {
        return PART.matcher(name).matches();
    }

    static void checkKey(String key) {
        if (!isKey(key)) {
            throw refused("key", key);
        }
    }

    /** Checks a listing's prefix: the beginning of a key, or empty. */
    static void checkPrefix(String prefix) {
        if (prefix.length() > MAX_KEY_LENGTH || !PREFIX.matcher(prefix).matches()) {
            throw refused("prefix", prefix);
        }
    }

    /** Checks a folder: empty, or parts that each end in {@code /}. */
    static void checkFolder(String folder) {
        if (folder.length() > MAX_KEY_LENGTH || !FOLDER.matcher(folder).matches()) {
            throw refused("folder", folder);
        }
    }

    /** Checks how a listing is cut into pages. */
    static void checkPage(String startAfter, int limit) {
        if (startAfter.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "startAfter has " + startAfter.length() + " characters, more than " + MAX_KEY_LENGTH);
        }
        if (limit < 1 || limit > ObjectStore.MAX_PAGE) {
            throw new IllegalArgumentException("limit is " + limit + ", not in 1.." + ObjectStore.MAX_PAGE);
        }
    }

    static void checkSize(String key, long bytes) {
        if (bytes > ObjectStore.MAX_OBJECT_BYTES) {
            throw new StorageException(key + " has " + bytes + " bytes, more than " + ObjectStore.MAX_OBJECT_BYTES);
        }
    }

    private static IllegalArgumentException refused(String what, String text) {
        String shown = text.length() <= 80 ? text : text.substring(0, 80) + "...";
        return new IllegalArgumentException("not a " + what + " (parts of A-Z a-z 0-9 _ - . = + with / between, none"
                + " beginning with a dot, at most " + MAX_KEY_LENGTH + " characters): '"
                + shown.replaceAll("\\p{Cntrl}", "?")
                + "'");
    }
}
