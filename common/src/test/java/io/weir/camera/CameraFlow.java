package io.weir.camera;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.weir.flv.AudioTagHeader;
import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The media of one playing session, from the clip's beginning and in real time. On the connection's event loop only. */
final class CameraFlow {
    private static final long REPORT_EVERY_MS = 2_000;

    private final Channel channel;
    private final RtpPath path;
    private final CameraClip clip;
    private final CameraScript script;
    private final Sound sound;
    private final @Nullable RtpTrack video;
    private final @Nullable RtpTrack audio;
    private final @Nullable Tone tone;
    private final FlvLoop loop;

    private final long startNanos = System.nanoTime();
    private final long startWallMs = System.currentTimeMillis();
    private FlvLoop.Timed next;
    private long tonePackets;
    private long reportAtMs;
    private boolean waitsForKeyframe;
    private @Nullable Future<?> timer;

    /**
     * @param video null if the client did not ask for it
     * @param audio likewise
     */
    CameraFlow(
            Channel channel,
            RtpPath path,
            CameraClip clip,
            CameraScript script,
            Sound sound,
            @Nullable RtpTrack video,
            @Nullable RtpTrack audio) {
        this.channel = channel;
        this.path = path;
        this.clip = clip;
        this.script = script;
        this.sound = sound;
        this.video = video;
        this.audio = audio;
        tone = sound == Sound.PCMA || sound == Sound.PCMU ? new Tone(sound == Sound.PCMA) : null;
        loop = FlvLoop.of(clip.tags(), 0);
        next = loop.next();
    }

    /** Sends what is due, and goes on until {@link #stop}. */
    void run() {
        long nowMs = nowMs();
        ByteBuf out = channel.alloc().buffer();
        // A client that does not read loses whole frames, as with a camera whose buffer is full.
        boolean writable = path.isWritable();
        if (nowMs >= reportAtMs) {
            report(out, nowMs);
            reportAtMs = nowMs + REPORT_EVERY_MS;
        }
        for (; next.atMs() <= nowMs; next = loop.next()) {
            waitsForKeyframe |= !writable;
            if (writable) {
                write(out, next.atMs(), next.tag());
            }
        }
        for (; tone != null && toneAtMs() <= nowMs; tonePackets++) {
            if (writable && audio != null) {
                int timestamp = audio.timestamp(toneAtMs() + script.clockOffsetMs.get());
                Packetizer.writeG711(
                        out, audio, tone.samples(), Tone.offset(tonePackets), Tone.PACKET_SAMPLES, timestamp);
            }
        }
        path.send(out);
        long dueMs = tone == null ? next.atMs() : Math.min(next.atMs(), toneAtMs());
        timer = channel.eventLoop().schedule(this::run, Math.max(1, dueMs - nowMs()), TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void write(ByteBuf out, long atMs, FlvTag tag) {
        if (tag.type() == FlvTag.VIDEO && video != null) {
            writeVideo(out, video, atMs, tag);
        } else if (tag.type() == FlvTag.AUDIO && audio != null && sound == Sound.AAC) {
            AudioTagHeader header = AudioTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
            if (header.kind() == AudioTagHeader.Kind.FRAME) {
                Packetizer.writeAac(
                        out,
                        audio,
                        tag.buffer(),
                        tag.offset() + header.headerBytes(),
                        tag.length() - header.headerBytes(),
                        audio.timestamp(atMs + script.clockOffsetMs.get()));
            }
        }
    }

    private void writeVideo(ByteBuf out, RtpTrack track, long atMs, FlvTag tag) {
        VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        if (header.kind() != VideoTagHeader.Kind.FRAME || (waitsForKeyframe && !header.keyframe())) {
            return;
        }
        waitsForKeyframe = false;
        List<byte[]> nalUnits = new ArrayList<>();
        if (header.keyframe() && !script.parameterSetsInSdp) {
            nalUnits.addAll(clip.video().parameterSets());
        }
        nalUnits.addAll(Packetizer.nalUnits(
                tag.buffer(),
                tag.offset() + header.headerBytes(),
                tag.length() - header.headerBytes(),
                clip.video().nalLengthBytes()));
        // RTP carries the time of presentation.
        long ptsMs = atMs + header.compositionMs();
        Packetizer.writeVideo(
                out,
                track,
                header.codec() == VideoTagHeader.HEVC,
                nalUnits,
                track.timestamp(ptsMs + script.clockOffsetMs.get()));
    }

    private void report(ByteBuf out, long nowMs) {
        long mediaMs = nowMs + script.clockOffsetMs.get();
        long wallMs = startWallMs + mediaMs + script.wallOffsetMs.get();
        if (video != null) {
            video.writeSenderReport(out, wallMs, mediaMs);
        }
        if (audio != null) {
            audio.writeSenderReport(out, wallMs, mediaMs);
        }
    }

    private long toneAtMs() {
        return tonePackets * Tone.PACKET_MS;
    }

    private long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
}
