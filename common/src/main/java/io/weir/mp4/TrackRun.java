package io.weir.mp4;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The samples of one track in a segment: when each is decoded and shown, and which bytes it is made of. Holds ranges of the
 * log's bytes, copies none until they are written.
 */
final class TrackRun {
    /** Bytes of the log that belong to a sample. */
    private record Range(byte[] data, int offset, int length) {}

    private static final int DURATION_PRESENT = 0x100;
    private static final int SIZE_PRESENT = 0x200;
    private static final int FLAGS_PRESENT = 0x400;
    private static final int COMPOSITION_PRESENT = 0x800;
    private static final int DATA_OFFSET_PRESENT = 0x1;

    /** Offsets are from the first byte of the moof. */
    private static final int DEFAULT_BASE_IS_MOOF = 0x020000;

    /** The traf besides its samples: itself, tfhd, tfdt, trun. */
    private static final int TRAF_BYTES = 8 + 16 + 20 + 20;

    private static final int FIELD_BYTES = 4;

    private static final long MAX_DURATION = 0xFFFF_FFFFL;

    private final int trackId;
    private final boolean video;
    private final List<Range> ranges = new ArrayList<>();
    private long[] dts;
    private int[] compositions;
    private int[] sizes;
    private boolean[] syncs;
    private int count;
    private int openBytes;
    private long bytes;
    private long end;

    TrackRun(int trackId, boolean video, int expectedSamples) {
        this.trackId = trackId;
        this.video = video;
        dts = new long[expectedSamples];
        compositions = new int[video ? expectedSamples : 0];
        sizes = new int[expectedSamples];
        syncs = new boolean[video ? expectedSamples : 0];
    }

    /** Adds bytes to the sample that is open. */
    void append(byte[] data, int offset, int length) {
        int last = ranges.size() - 1;
        if (openBytes > 0
                && ranges.get(last).data == data
                && ranges.get(last).offset + ranges.get(last).length == offset) {
            ranges.set(last, new Range(data, ranges.get(last).offset, ranges.get(last).length + length));
        } else {
            ranges.add(new Range(data, offset, length));
        }
        openBytes += length;
    }

    /** Whether bytes wait for {@link #close}. */
    boolean isOpen() {
        return openBytes > 0;
    }

    /** Forgets the bytes that no sample was made of. */
    void dropOpen() {
        while (openBytes > 0) {
            openBytes -= ranges.remove(ranges.size() - 1).length;
        }
    }

    /** Makes a sample of the bytes that were added, at a decode time greater than the one before. */
    void close(long decodeTime, int composition, boolean sync) {
        if (count == sizes.length) {
            int more = 2 * count + 16;
            dts = Arrays.copyOf(dts, more);
            sizes = Arrays.copyOf(sizes, more);
            compositions = Arrays.copyOf(compositions, video ? more : 0);
            syncs = Arrays.copyOf(syncs, video ? more : 0);
        }
        dts[count] = decodeTime;
        sizes[count] = openBytes;
        if (video) {
            compositions[count] = composition;
            syncs[count] = sync;
        }
        count++;
        bytes += openBytes;
        openBytes = 0;
    }

    /** Says when the last sample ends. */
    void endAt(long endTime) {
        end = endTime;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Bytes of its traf. */
    long headerBytes() {
        return count == 0 ? 0 : TRAF_BYTES + (long) count * (video ? 4 : 2) * FIELD_BYTES;
    }

    /** Bytes of its samples. */
    long bytes() {
        return bytes;
    }

    /** Writes the traf (sections 8.8.6 to 8.8.8 and 8.8.12); returns where the data offset is to be written. */
    int writeTraf(BoxWriter out) {
        int traf = out.begin("traf");
        int tfhd = out.begin("tfhd", 0, DEFAULT_BASE_IS_MOOF);
        out.put32(trackId);
        out.end(tfhd);
        int tfdt = out.begin("tfdt", 1, 0);
        out.put64(dts[0]);
        out.end(tfdt);
        int perSample = DURATION_PRESENT | SIZE_PRESENT | (video ? FLAGS_PRESENT | COMPOSITION_PRESENT : 0);
        int trun = out.begin("trun", 1, DATA_OFFSET_PRESENT | perSample); // version 1: composition times are signed
        out.put32(count);
        int dataOffset = out.position();
        out.put32(0);
        for (int i = 0; i < count; i++) {
            long next = i + 1 < count ? dts[i + 1] : Math.max(end, dts[i] + 1);
            out.put32((int) Math.min(next - dts[i], MAX_DURATION));
            out.put32(sizes[i]);
            if (video) {
                out.put32(syncs[i] ? SampleFlags.SYNC : SampleFlags.DEPENDENT);
                out.put32(compositions[i]);
            }
        }
        out.end(trun);
        out.end(traf);
        return dataOffset;
    }

    /** Writes the samples' bytes, one after the other. */
    void writeData(BoxWriter out) {
        for (Range range : ranges) {
            out.put(range.data, range.offset, range.length);
        }
    }
}
