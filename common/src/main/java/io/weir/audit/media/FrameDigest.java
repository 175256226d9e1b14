package io.weir.audit.media;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Makes the {@link FrameId}s of frames. Of a picture its slices count, for what stands around them differs between containers:
 * delimiters, parameter sets, filler, start codes and lengths. Of sound the bare frame counts, without ADTS.
 *
 * <p>Confined to one thread.
 */
public final class FrameDigest {
    private final MessageDigest digest;
    private boolean slice;

    public FrameDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The id of a sound frame. */
    public FrameId ofSound(byte[] data, int from, int to) {
        digest.reset();
        digest.update(data, from, to - from);
        return id();
    }

    /** A picture begins. */
    public void beginPicture() {
        digest.reset();
        slice = false;
    }

    /**
     * Adds NAL units of the picture: one, or many with start codes between them. One from a length-prefixed format is taken
     * apart at start codes too, since in a transport stream it could not be told from two; zeros at a unit's end are none of
     * it (ISO/IEC 14496-10 annex B).
     */
    public void addUnits(byte[] data, int from, int to, boolean hevc) {
        int unit = from;
        int at = from;
        while (at + 2 < to) {
            if (data[at + 2] > 1 || data[at + 2] < 0) {
                at += 3;
            } else if (data[at] == 0 && data[at + 1] == 0 && data[at + 2] == 1) {
                addUnit(data, unit, at, hevc);
                at += 3;
                unit = at;
            } else {
                at++;
            }
        }
        addUnit(data, unit, to, hevc);
    }

    private void addUnit(byte[] data, int from, int to, boolean hevc) {
        int end = to;
        while (end > from && data[end - 1] == 0) {
            end--;
        }
        if (end > from && isSlice(data[from], hevc)) {
            slice = true;
            digest.update(data, from, end - from);
        }
    }

    /** Types 1 to 5 of H.264, 0 to 31 of HEVC. */
    private static boolean isSlice(byte header, boolean hevc) {
        if (hevc) {
            return ((header >> 1) & 0x3F) < 32;
        }
        int type = header & 0x1F;
        return type >= 1 && type <= 5;
    }

    /** Whether what was added holds a picture at all. */
    public boolean isPicture() {
        return slice;
    }

    /** The id of the picture; the next one can begin. */
    public FrameId endPicture() {
        return id();
    }

    private FrameId id() {
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new FrameId(bytes.getLong(), bytes.getLong());
    }
}
