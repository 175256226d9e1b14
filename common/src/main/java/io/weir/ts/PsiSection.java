package io.weir.ts;

import io.weir.media.AudioFormat;
import io.weir.media.Mp3Format;
import io.weir.track.MediaTracks;

/** The two tables a segment starts with (ISO/IEC 13818-1 sections 2.4.4.3 and 2.4.4.8), with pointer field and CRC. */
final class PsiSection {
    static final int PAT_PID = 0;
    static final int PMT_PID = 0x1000;
    static final int VIDEO_PID = 0x100;
    static final int AUDIO_PID = 0x101;

    private static final int PROGRAM = 1;
    private static final int STREAM_TYPE_MPEG1_AUDIO = 0x03;
    private static final int STREAM_TYPE_MPEG2_AUDIO = 0x04;
    private static final int STREAM_TYPE_AAC_ADTS = 0x0F;
    private static final int STREAM_TYPE_H264 = 0x1B;

    private static final int CRC_BYTES = 4;

    private final byte[] bytes;
    private int length;

    private PsiSection(int bodyBytes, int tableId, int id, int version) {
        bytes = new byte[1 + 8 + bodyBytes + CRC_BYTES];
        put(0); // pointer_field: the section starts at once
        put(tableId);
        put16(0xB000 | (5 + bodyBytes + CRC_BYTES));
        put16(id);
        put(0xC1 | (version << 1));
        put16(0); // section_number, last_section_number
    }

    static byte[] pat() {
        PsiSection section = new PsiSection(4, 0x00, 1, 0);
        section.put16(PROGRAM);
        section.put16(0xE000 | PMT_PID);
        return section.finish();
    }

    static byte[] pmt(MediaTracks tracks, int version) {
        AudioFormat audio = tracks.audio();
        boolean video = tracks.video() != null;
        int streams = (video ? 1 : 0) + (audio != null ? 1 : 0);
        PsiSection section = new PsiSection(4 + 5 * streams, 0x02, PROGRAM, version);
        section.put16(0xE000 | (video ? VIDEO_PID : AUDIO_PID));
        section.put16(0xF000); // program_info_length 0
        if (video) {
            section.stream(STREAM_TYPE_H264, VIDEO_PID);
        }
        if (audio != null) {
            section.stream(audioStreamType(audio), AUDIO_PID);
        }
        return section.finish();
    }

    private static int audioStreamType(AudioFormat audio) {
        if (audio instanceof Mp3Format mp3) {
            return mp3.mpeg1() ? STREAM_TYPE_MPEG1_AUDIO : STREAM_TYPE_MPEG2_AUDIO;
        }
        return STREAM_TYPE_AAC_ADTS;
    }

    private void stream(int type, int pid) {
        put(type);
        put16(0xE000 | pid);
        put16(0xF000); // ES_info_length 0
    }

    private byte[] finish() {
        int crc = crc(bytes, 1, length);
        put16(crc >>> 16);
        put16(crc);
        return bytes;
    }

    private void put(int value) {
        bytes[length++] = (byte) value;
    }

    private void put16(int value) {
        put(value >> 8);
        put(value);
    }

    /** The CRC of annex A: polynomial 0x04C11DB7, all ones at the start, nothing reflected. Two short tables: no table. */
    static int crc(byte[] bytes, int from, int to) {
        int crc = -1;
        for (int i = from; i < to; i++) {
            crc ^= bytes[i] << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc << 1) ^ (crc < 0 ? 0x04C11DB7 : 0);
            }
        }
        return crc;
    }
}
