package io.weir.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a directory store in the order of the keys' bytes, reading only the folders that the page needs. Names that are
 * no part of a key, and links, are passed over.
 */
final class DirectoryListing {
    private final Path root;

    DirectoryListing(Path root) {
        this.root = root;
    }

    List<ObjectStore.Entry> entries(String prefix, String startAfter, int limit) throws IOException {
        Page page = new Page(prefix, startAfter, limit);
        walk(prefix.substring(0, prefix.lastIndexOf('/') + 1), page);
        return page.entries;
    }

    List<String> folders(String folder, String startAfter, int limit) throws IOException {
        List<String> found = new ArrayList<>();
        for (Child child : children(folder, new Page(folder, startAfter, limit))) {
            if (child.isFolder() && child.path().compareTo(startAfter) > 0 && found.size() < limit) {
                found.add(child.path());
            }
        }
        return found;
    }

    private void walk(String folder, Page page) throws IOException {
        for (Child child : children(folder, page)) {
            if (page.isFull()) {
                return;
            }
            if (child.isFolder()) {
                walk(child.path(), page);
            } else {
                page.offer(child.path(), child.bytes());
            }
        }
    }

    private List<Child> children(String folder, Page page) throws IOException {
        List<Child> children = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(folder))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (ObjectKeys.isPart(name) && page.mayNeed(folder + name)) {
                    Child child = child(folder + name, file);
                    if (child != null) {
                        children.add(child);
                    }
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of(); // no such prefix, or just removed as empty
        }
        children.sort(Comparator.comparing(Child::path));
        return children;
    }

    private static @Nullable Child child(String key, Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null; // removed since the folder was read
        }
        if (attributes.isDirectory()) {
            return new Child(key + "/", 0);
        }
        return attributes.isRegularFile() ? new Child(key, attributes.size()) : null;
    }

    /** A file, or a folder whose path ends in a slash: it sorts where the keys below it do. */
    private record Child(String path, long bytes) {
        boolean isFolder() {
            return path.endsWith("/");
        }
    }

    /** What is asked for and what has been found. */
    private static final class Page {
        private final String prefix;
        private final String startAfter;
        private final int limit;
        private final List<ObjectStore.Entry> entries = new ArrayList<>();

        Page(String prefix, String startAfter, int limit) {
            this.prefix = prefix;
            this.startAfter = startAfter;
            this.limit = limit;
        }

        boolean isFull() {
            return entries.size() >= limit;
        }

        /** Whether the key, or one below it if it is a folder, can be on the page. Asked before the disk is. */
        boolean mayNeed(String key) {
            boolean underPrefix = key.startsWith(prefix) || prefix.startsWith(key);
            String lastBelow = key + "/\uffff";
            return underPrefix && lastBelow.compareTo(startAfter) > 0 && key.length() <= ObjectKeys.MAX_KEY_LENGTH;
        }

        void offer(String key, long bytes) {
            if (key.startsWith(prefix) && key.compareTo(startAfter) > 0) {
                entries.add(new ObjectStore.Entry(key, bytes));
            }
        }
    }
}
