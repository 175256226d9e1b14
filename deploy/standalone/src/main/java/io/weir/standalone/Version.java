package io.weir.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which Weir this is. */
final class Version {
    private static final String RESOURCE = "version.properties";

    private Version() {}

    /** Such as {@code weir 0.1.0 (Java 17.0.15, Linux amd64)}. */
    static String describe() {
        return "weir " + number() + " (Java " + System.getProperty("java.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")";
    }

    private static String number() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "of unknown version: " + e;
        }
        return properties.getProperty("version", "of unknown version");
    }
}
