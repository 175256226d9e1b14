package io.weir.ownership;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.Objects;

/** Hazelcast's schema for an announcement. Fields are only ever added, so that nodes of two versions understand each other. */
final class AnnouncementSerializer implements CompactSerializer<Announcement> {
    @Override
    public Announcement read(CompactReader reader) {
        return new Announcement(
                text(reader, "incarnation"),
                new StreamStatus(
                        text(reader, "ingestNode"),
                        reader.readInt64("epoch"),
                        text(reader, "publisher"),
                        reader.readInt64("sinceMs")));
    }

    private static String text(CompactReader reader, String field) {
        return Objects.requireNonNullElse(reader.readString(field), "");
    }

    @Override
    public void write(CompactWriter writer, Announcement announcement) {
        StreamStatus status = announcement.status();
        writer.writeString("incarnation", announcement.incarnation());
        writer.writeString("ingestNode", status.ingestNode());
        writer.writeInt64("epoch", status.epoch());
        writer.writeString("publisher", status.publisher());
        writer.writeInt64("sinceMs", status.sinceMs());
    }

    @Override
    public String getTypeName() {
        return "weir.announcement";
    }

    @Override
    public Class<Announcement> getCompactClass() {
        return Announcement.class;
    }
}
