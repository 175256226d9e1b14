package io.weir.camera;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One client's connection: RTSP 1.0 (RFC 2326), with RTP in the connection or in datagrams. On its event loop only. */
final class RtspConversation extends SimpleChannelInboundHandler<RtspRequest> {
    private static final Pattern INTERLEAVED = Pattern.compile("interleaved=(\\d{1,3})");
    private static final Pattern CLIENT_PORT = Pattern.compile("client_port=(\\d{1,5})");
    private static final Pattern TRACK = Pattern.compile("trackID=([01])$");
    private static final int VIDEO_CLOCK_RATE = 90_000;
    private static final String METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN";

    private final Channel channel;
    private final CameraClip clip;
    private final CameraScript script;
    private final CameraCounts counts;
    private final int number;
    private final RtpPath path;

    private Sound sound;
    private boolean stalled;
    private @Nullable RtpTrack video;
    private @Nullable RtpTrack audio;
    private @Nullable CameraFlow flow;

    /**
     * @param number of the connection, from which its session has its name
     */
    RtspConversation(Channel channel, CameraClip clip, CameraScript script, CameraCounts counts, int number) {
        this.channel = channel;
        this.clip = clip;
        this.script = script;
        this.counts = counts;
        this.number = number;
        path = new RtpPath(channel, script);
        sound = script.sound;
    }

    /** Sends nothing any more, neither answers nor media; the connection stays. */
    void stall() {
        stalled = true;
        if (flow != null) {
            flow.stop();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, RtspRequest request) {
        counts.requested(request.method());
        if (stalled || script.silent) {
            return;
        }
        Integer scripted = script.answers.get(request.method());
        Access access = script.access;
        if (scripted != null) {
            answer(request, scripted, "", "");
        } else if (!request.method().equals("OPTIONS") && !access.admits(request)) {
            answer(request, 401, "WWW-Authenticate: " + access.challenge(request) + "\r\n", "");
        } else {
            answer(request);
        }
    }

    private void answer(RtspRequest request) {
        switch (request.method()) {
            case "OPTIONS" -> answer(request, 200, "Public: " + METHODS + "\r\n", "");
            case "DESCRIBE" -> describe(request);
            case "SETUP" -> setUp(request);
            case "PLAY" -> play(request);
            case "GET_PARAMETER", "SET_PARAMETER" -> answer(request, 200, session(), "");
            case "TEARDOWN" -> {
                stop();
                answer(request, 200, session(), "");
            }
            default -> answer(request, 501, "", "");
        }
    }

    private void describe(RtspRequest request) {
        sound = script.sound;
        String base = request.uri().endsWith("/") ? request.uri() : request.uri() + "/";
        answer(
                request,
                200,
                "Content-Base: " + base + "\r\nContent-Type: application/sdp\r\n",
                Sdp.of(clip, sound, script.parameterSetsInSdp));
    }

    private void setUp(RtspRequest request) {
        Matcher track = TRACK.matcher(request.uri());
        if (!track.find() || (track.group(1).equals("1") && !hasSound())) {
            answer(request, 404, "", "");
            return;
        }
        int trackId = Integer.parseInt(track.group(1));
        String transport = request.header("transport");
        boolean inConnection = transport.toUpperCase(Locale.ROOT).contains("RTP/AVP/TCP");
        Matcher asked = (inConnection ? INTERLEAVED : CLIENT_PORT).matcher(transport);
        boolean found = asked.find();
        if (!inConnection && !found) {
            answer(request, 461, "", "");
            return;
        }
        int rtp = inConnection && found ? Integer.parseInt(asked.group(1)) & 0xFE : 2 * trackId;
        if (trackId == Sdp.VIDEO_TRACK) {
            video = new RtpTrack(Sdp.VIDEO_TYPE, VIDEO_CLOCK_RATE, rtp, number, script.wrapsAfterMs);
        } else {
            audio = audioTrack(rtp);
        }
        if (inConnection) {
            answerSetUp(request, "RTP/AVP/TCP;unicast;interleaved=" + rtp + "-" + (rtp + 1));
        } else {
            int client = Integer.parseInt(asked.group(1));
            int server = path.toDatagrams(rtp, client);
            answerSetUp(
                    request,
                    "RTP/AVP;unicast;client_port=" + client + "-" + (client + 1) + ";server_port=" + server + "-"
                            + (server + 1));
        }
    }

    private void answerSetUp(RtspRequest request, String transport) {
        answer(request, 200, "Transport: " + transport + "\r\n" + session(), "");
    }

    private boolean hasSound() {
        return sound == Sound.AAC ? clip.audioSpecificConfig() != null : sound != Sound.NONE;
    }

    private RtpTrack audioTrack(int rtpChannel) {
        return switch (sound) {
            case PCMA -> new RtpTrack(Sdp.PCMA_TYPE, Tone.SAMPLE_RATE, rtpChannel, number, script.wrapsAfterMs);
            case PCMU -> new RtpTrack(Sdp.PCMU_TYPE, Tone.SAMPLE_RATE, rtpChannel, number, script.wrapsAfterMs);
            case AAC, NONE -> new RtpTrack(Sdp.AAC_TYPE, clip.sampleRate(), rtpChannel, number, script.wrapsAfterMs);
        };
    }

    private void play(RtspRequest request) {
        if (video == null && audio == null) {
            answer(request, 455, "", "");
            return;
        }
        StringJoiner info = new StringJoiner(",", "RTP-Info: ", "\r\n");
        addInfo(info, request, video, Sdp.VIDEO_TRACK);
        addInfo(info, request, audio, Sdp.AUDIO_TRACK);
        answer(request, 200, session() + "Range: npt=now-\r\n" + info, "");
        if (flow == null) {
            flow = new CameraFlow(channel, path, clip, script, sound, video, audio);
            counts.played();
            flow.run();
        }
    }

    private void addInfo(StringJoiner info, RtspRequest request, @Nullable RtpTrack track, int trackId) {
        if (track != null) {
            String base = request.uri().endsWith("/") ? request.uri() : request.uri() + "/";
            long time = Integer.toUnsignedLong(track.timestamp(script.clockOffsetMs.get()));
            info.add("url=" + base + "trackID=" + trackId + ";seq=" + track.nextSequence() + ";rtptime=" + time);
        }
    }

    /** Ends the session, if there is one: at its TEARDOWN, and at the connection's end. */
    void stop() {
        if (flow != null) {
            flow.stop();
            flow = null;
            counts.stopped();
        }
        video = null;
        audio = null;
        path.close();
    }

    private String session() {
        return "Session: " + (10_000_000 + number) + ";timeout=60\r\n";
    }

    private void answer(RtspRequest request, int status, String headers, String body) {
        String text = "RTSP/1.0 " + status + " " + (status == 200 ? "OK" : "Refused") + "\r\n"
                + "CSeq: " + request.header("cseq") + "\r\n"
                + headers
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
                + "\r\n"
                + body;
        channel.writeAndFlush(ByteBufUtil.writeUtf8(channel.alloc(), text));
    }

    /** A client that breaks off or sends no RTSP is one the less. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
