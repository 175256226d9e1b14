package io.weir.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * What an operator wants to know of the store when a node starts.
 *
 * @param place the folder, or the bucket and its server
 * @param limits how much is kept
 * @param freeBytes what the disk has left; -1 where that cannot be told
 */
public record StoreReport(String place, RetentionLimits limits, long freeBytes) {
    private static final long STREAM_BITS_PER_SECOND = 2_000_000;
    private static final long BYTES_A_DAY =
            STREAM_BITS_PER_SECOND / 8 * Duration.ofDays(1).toSeconds();
    private static final int UNKNOWN = -1;

    /** Of a folder that is there. */
    public static StoreReport of(Path folder, RetentionLimits limits) {
        long freeBytes;
        try {
            freeBytes = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            freeBytes = UNKNOWN; // the probe tells if something is wrong
        }
        return new StoreReport(folder.toString(), limits, freeBytes);
    }

    public static StoreReport of(S3Settings settings, RetentionLimits limits) {
        return new StoreReport("bucket " + settings.bucket() + " at " + settings.endpoint(), limits, UNKNOWN);
    }

    /**
     * One line, such as {@code media is in /var/lib/weir: kept for 1 day, at most 50.0 GB (312.4 GB free), which is about
     * 2.3 days of one stream at 2 Mbit/s}.
     */
    public String text() {
        return "media is in " + place + ": " + amount();
    }

    /** The same without the place. */
    public String amount() {
        StringBuilder text = new StringBuilder("kept ");
        text.append(
                limits.maxAge().compareTo(RetentionLimits.FOREVER) < 0 ? "for " + age(limits.maxAge()) : "for ever");
        if (limits.isSizeLimited()) {
            text.append(", at most ").append(ByteSize.text(limits.maxBytes()));
        }
        if (freeBytes >= 0) {
            text.append(" (").append(ByteSize.text(freeBytes)).append(" free)");
        }
        long holdsBytes = freeBytes >= 0 ? Math.min(limits.maxBytes(), freeBytes) : limits.maxBytes();
        if (holdsBytes != RetentionLimits.UNLIMITED_BYTES) {
            text.append(", which is about ")
                    .append(String.format(Locale.ROOT, "%.1f", (double) holdsBytes / BYTES_A_DAY))
                    .append(" days of one stream at ")
                    .append(STREAM_BITS_PER_SECOND / 1_000_000)
                    .append(" Mbit/s");
        }
        return text.toString();
    }

    private static String age(Duration age) {
        if (age.toSeconds() % 86_400 == 0) {
            return age.toDays() == 1 ? "1 day" : age.toDays() + " days";
        }
        if (age.toSeconds() % 3_600 == 0) {
            return age.toHours() == 1 ? "1 hour" : age.toHours() + " hours";
        }
        return age.toSeconds() % 60 == 0 ? age.toMinutes() + " minutes" : age.toSeconds() + " seconds";
    }
}
