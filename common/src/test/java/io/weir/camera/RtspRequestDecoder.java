package io.weir.camera;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes to {@link RtspRequest}s; bodies and the client's interleaved frames (RFC 2326 section 10.12) are dropped. */
final class RtspRequestDecoder extends ByteToMessageDecoder {
    private static final int MAX_HEAD_BYTES = 16_384;
    private static final int MAX_BODY_BYTES = 65_536;
    private static final int INTERLEAVED = '$';
    private static final int INTERLEAVED_HEADER_BYTES = 4;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private int skipBytes;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (skipBytes > 0) {
            int skipped = Math.min(skipBytes, in.readableBytes());
            in.skipBytes(skipped);
            skipBytes -= skipped;
            return;
        }
        int first = in.getByte(in.readerIndex());
        if (first == INTERLEAVED) {
            if (in.readableBytes() >= INTERLEAVED_HEADER_BYTES) {
                skipBytes = INTERLEAVED_HEADER_BYTES + in.getUnsignedShort(in.readerIndex() + 2);
            }
        } else if (first == '\r' || first == '\n') {
            in.skipBytes(1);
        } else {
            readHead(in, out);
        }
        // A skip begins with the next call, which the base class makes only if something was read or given out.
        if (skipBytes > 0) {
            decode(ctx, in, out);
        }
    }

    private void readHead(ByteBuf in, List<Object> out) {
        int length = indexOfEnd(in);
        if (length > MAX_HEAD_BYTES || (length < 0 && in.readableBytes() > MAX_HEAD_BYTES)) {
            throw new TooLongFrameException("request head of more than " + MAX_HEAD_BYTES + " bytes");
        }
        if (length < 0) {
            return;
        }
        RtspRequest request = RtspRequest.parse(
                in.readCharSequence(length, StandardCharsets.UTF_8).toString());
        in.skipBytes(END_OF_HEAD.length);
        String bodyBytes = request.header("content-length");
        int body = bodyBytes.isEmpty() ? 0 : Integer.parseInt(bodyBytes);
        if (body < 0 || body > MAX_BODY_BYTES) {
            throw new TooLongFrameException("request body of " + body + " bytes, at most " + MAX_BODY_BYTES);
        }
        out.add(request);
        skipBytes = body;
    }

    private static int indexOfEnd(ByteBuf in) {
        for (int i = in.readerIndex(); i <= in.writerIndex() - END_OF_HEAD.length; i++) {
            if (in.getByte(i) == '\r'
                    && in.getByte(i + 1) == '\n'
                    && in.getByte(i + 2) == '\r'
                    && in.getByte(i + 3) == '\n') {
                return i - in.readerIndex();
            }
        }
        return -1;
    }
}
