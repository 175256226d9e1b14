package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a pull has given. */
final class RecordedTags implements TagSink {
    /**
     * One tag.
     *
     * @param hex its body
     */
    record Tag(int type, int timestampMs, String hex) {}

    final List<Tag> tags = new CopyOnWriteArrayList<>();
    final List<String> breaks = new CopyOnWriteArrayList<>();
    final List<String> leftOut = new CopyOnWriteArrayList<>();
    final List<String> mended = new CopyOnWriteArrayList<>();

    @Override
    public void tag(int type, int timestampMs, ByteBuf body) {
        tags.add(new Tag(type, timestampMs, ByteBufUtil.hexDump(body)));
    }

    @Override
    public void timesBroke(String cause) {
        breaks.add(cause);
    }

    @Override
    public void leftOut(String track) {
        leftOut.add(track);
    }

    @Override
    public void mended(String what) {
        mended.add(what);
    }

    List<Tag> ofType(int type) {
        List<Tag> found = new ArrayList<>(tags);
        found.removeIf(tag -> tag.type() != type);
        return found;
    }

    /** The bodies' beginnings, as long as a configuration is told from a frame by. */
    long count(String hexPrefix) {
        return tags.stream().filter(tag -> tag.hex().startsWith(hexPrefix)).count();
    }
}
