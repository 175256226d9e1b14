package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvFormatException;
import io.weir.ingest.audio.AacOutput;
import io.weir.ingest.audio.AacTranscoder;
import io.weir.ingest.audio.Ffmpeg;
import io.weir.ingest.audio.SourceFormat;
import io.weir.ingest.publication.Publication;
import io.weir.media.MalformedMediaException;
import io.weir.media.UnsupportedMediaException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts AAC in the place of sound that HLS does not carry: audio tags come in, audio tags go out. AAC, MP3 and what FFmpeg
 * does not decode pass as they are. Not for several threads; close it.
 *
 * <p>Runs where tags are read: a tag of 20 ms costs some 50 microseconds, and FFmpeg is loaded elsewhere. Until it is,
 * sound is left out.
 */
final class AudioToAac implements AutoCloseable {
    /** Changes of the format that are followed; an encoder makes none. Each opens a decoder and an encoder. */
    static final int MAX_FORMATS = 16;

    private static final int CONFIGURATION_TAG = 0xAF00;
    private static final int FRAME_TAG = 0xAF01;
    private static final int TAG_HEADER_BYTES = 2;
    private static final int MULTITRACK = 0x95;
    private static final byte[] NONE = {};

    /** Where tags go, and what is to be said of them. */
    interface Output {
        /** A tag; its body is lent. */
        void audio(int timestampMs, ByteBuf body);

        /**
         * A frame was left out.
         *
         * @param track for people
         */
        void undecodable(String track, int timestampMs);

        void note(String event);

        void warn(String problem);
    }

    private final Output output;
    private final Set<String> told = new HashSet<>();
    private int configuredCodec;
    private byte[] configuration = NONE;
    private @Nullable SourceFormat format;
    private @Nullable AacTranscoder transcoder;
    private int formats;

    AudioToAac(Output output) {
        this.output = output;
    }

    /** Takes a tag; the body is borrowed, its indexes stay. */
    void pass(int timestampMs, ByteBuf body) {
        if (!body.isReadable()) {
            return; // FFmpeg and OBS send empty tags to keep time
        }
        AudioTagHeader header;
        try {
            header = AudioTagHeader.parse(body, body.readerIndex(), body.readableBytes());
        } catch (FlvFormatException e) {
            output.audio(timestampMs, body); // whoever judges tags says so
            return;
        }
        int first = body.getUnsignedByte(body.readerIndex());
        byte[] known = header.codec() == configuredCodec ? configuration : NONE;
        SourceFormat next = first == MULTITRACK ? null : SourceFormat.ofFlv(header.codec(), first, known);
        if (next == null) {
            change(null);
            output.audio(timestampMs, body);
            return;
        }
        ByteBuf payload =
                body.slice(body.readerIndex() + header.headerBytes(), body.readableBytes() - header.headerBytes());
        switch (header.kind()) {
            case CONFIGURATION -> configure(header.codec(), payload);
            case FRAME -> frame(timestampMs, next, payload, body);
            case OTHER -> {} // an end of sequence, or what the channels are
        }
    }

    private void configure(int codec, ByteBuf payload) {
        if (payload.readableBytes() > Publication.MAX_CONFIGURATION_BYTES) {
            return;
        }
        configuration = new byte[payload.readableBytes()];
        payload.getBytes(0, configuration);
        configuredCodec = codec;
    }

    private void frame(int timestampMs, SourceFormat next, ByteBuf payload, ByteBuf body) {
        if (!next.equals(format)) {
            if (Ffmpeg.isLoading()) {
                return;
            }
            change(next);
        }
        AacTranscoder open = transcoder;
        if (open == null) {
            output.audio(timestampMs, body);
            return;
        }
        try {
            open.transcode(timestampMs, payload.nioBuffer(), tags(timestampMs));
        } catch (MalformedMediaException e) {
            output.undecodable(next.name() + " audio whose frames cannot be decoded", timestampMs);
            tell("frames are left out: " + e.getMessage());
        } catch (RuntimeException e) { // whatever it is, the picture goes on
            release();
            tell(next.name() + " audio becomes AAC no more: " + e);
        }
    }

    /** From here on the sound is of this format; null if it is carried as it is, or not at all. */
    private void change(@Nullable SourceFormat next) {
        finish();
        format = next;
        if (next == null) {
            return;
        }
        if (formats == MAX_FORMATS) {
            tell("the sound has changed its format more than " + MAX_FORMATS + " times, and is left out from here on");
            return;
        }
        formats++;
        try {
            transcoder = new AacTranscoder(next);
            if (told.add(next.name())) {
                output.note(next.name() + " audio becomes AAC");
            }
        } catch (UnsupportedMediaException e) {
            tell("the sound cannot be converted: " + e.getMessage());
        } catch (RuntimeException e) {
            tell("the sound cannot be converted: " + e);
        }
    }

    /** Each problem once; there are few kinds of them. */
    private void tell(String problem) {
        if (told.size() < MAX_FORMATS && told.add(problem)) {
            output.warn(problem);
        }
    }

    /** Gives the sound that waits for more. */
    void finish() {
        AacTranscoder open = transcoder;
        if (open == null) {
            return;
        }
        try {
            open.finish(tags(0));
        } catch (RuntimeException e) {
            tell("the last of the sound is left out: " + e);
        } finally {
            release();
        }
    }

    private AacOutput tags(int configurationMs) {
        return new AacOutput() {
            @Override
            public void configuration(byte[] audioSpecificConfig) {
                tag(CONFIGURATION_TAG, configurationMs, audioSpecificConfig);
            }

            @Override
            public void frame(int timestampMs, byte[] frame) {
                tag(FRAME_TAG, timestampMs, frame);
            }
        };
    }

    private void tag(int header, int timestampMs, byte[] payload) {
        ByteBuf body = Unpooled.buffer(TAG_HEADER_BYTES + payload.length);
        body.writeShort(header).writeBytes(payload);
        output.audio(timestampMs, body);
    }

    private void release() {
        if (transcoder != null) {
            transcoder.close();
            transcoder = null;
        }
    }

    @Override
    public void close() {
        release();
    }
}
