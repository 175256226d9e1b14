package io.weir.ownership;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory as a Hazelcast member.
 *
 * <p>Roles and names are the members' own attributes. Streams are entries of one map, each naming the process that
 * announced it: those of a process that is no member any more are not shown from that moment, and the oldest member
 * removes them. What is shown is a copy kept here by the map's events, and compared with the whole map every few seconds;
 * then what this node announced and the map has lost (a split, two members that died at once) is put again.
 */
public final class HazelcastDirectory implements Directory {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastDirectory.class);
    private static final Duration REPAIR_EVERY = Duration.ofSeconds(3);
    private static final int CLOSE_TIMEOUT_S = 5;

    private final String self;
    private final String incarnation;
    private final HazelcastInstance hazelcast;
    private final Cluster cluster;
    private final IMap<String, Announcement> map;
    private final Map<StreamName, Announcement> own = new ConcurrentHashMap<>();
    private final KnownStreams known = new KnownStreams();
    private final ChangeListeners changes = new ChangeListeners();
    /** For what may wait on other members. */
    private final ScheduledExecutorService repairs = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "weir-directory-repairs");
        created.setDaemon(true);
        return created;
    });

    private volatile boolean closed;
    private boolean failing;

    private HazelcastDirectory(String self, String incarnation, HazelcastInstance hazelcast) {
        this.self = self;
        this.incarnation = incarnation;
        this.hazelcast = hazelcast;
        cluster = hazelcast.getCluster();
        map = hazelcast.getMap(HazelcastConfig.STREAMS);
    }

    /**
     * Joins the cluster, or founds one if none of the members answers. Blocks for some seconds.
     *
     * @throws IllegalStateException if the port is taken or the address is not this machine's, or if another live node
     *     has this one's name
     */
    public static HazelcastDirectory join(HazelcastSettings settings) {
        return join(settings, REPAIR_EVERY);
    }

    static HazelcastDirectory join(HazelcastSettings settings, Duration repairEvery) {
        String incarnation = UUID.randomUUID().toString();
        Config config = HazelcastConfig.of(settings, incarnation);
        HazelcastInstance hazelcast;
        try {
            hazelcast = Hazelcast.newHazelcastInstance(config);
        } catch (HazelcastException e) {
            throw new IllegalStateException(
                    "cannot listen for the cluster on " + settings.bindAddress() + " port " + settings.port()
                            + ": the port is taken, or the address is not this machine's",
                    e);
        }
        HazelcastDirectory directory = new HazelcastDirectory(settings.nodeName(), incarnation, hazelcast);
        if (!directory.hasOwnName()) {
            directory.terminate();
            throw new IllegalStateException(
                    "another node of cluster " + settings.clusterName() + " is called " + settings.nodeName());
        }
        directory.start(repairEvery);
        return directory;
    }

    /** Of two members of one name, the one that came first keeps it. */
    private boolean hasOwnName() {
        for (Member member : cluster.getMembers()) { // oldest first
            if (self.equals(member.getAttribute(HazelcastConfig.NAME_ATTRIBUTE))) {
                return member.localMember();
            }
        }
        return true;
    }

    private void start(Duration repairEvery) {
        map.addEntryListener(new MapEvents(), true);
        cluster.addMembershipListener(new MembershipAdapter() {
            @Override
            public void memberAdded(MembershipEvent event) {
                changes.tell();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                changes.tell();
                repairSoon();
            }
        });
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                changes.tell();
                repairSoon();
            }
        });
        repair();
        var unused = repairs.scheduleWithFixedDelay(
                this::repair, repairEvery.toMillis(), repairEvery.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void announce(StreamName stream, StreamStatus status) {
        Announcement announcement = new Announcement(incarnation, status);
        own.put(stream, announcement);
        known.put(stream, announcement);
        changes.tell();
        try {
            map.set(stream.toString(), announcement);
        } catch (RuntimeException e) {
            LOG.warn("{} is not announced yet, and will be tried again: {}", stream, e.toString());
        }
    }

    @Override
    public void withdraw(StreamName stream, long epoch) {
        own.computeIfPresent(
                stream, (name, announcement) -> announcement.status().epoch() == epoch ? null : announcement);
        try {
            Announcement there = map.get(stream.toString());
            if (there != null && there.status().epoch() == epoch && map.remove(stream.toString(), there)) {
                known.remove(stream);
                changes.tell();
            }
        } catch (RuntimeException e) {
            LOG.warn("{} is not withdrawn yet, and will be tried again: {}", stream, e.toString());
        }
    }

    @Override
    public Map<StreamName, StreamStatus> streams() {
        return known.streams(liveIncarnations());
    }

    @Override
    public Set<String> members(NodeRole role) {
        Set<String> names = new HashSet<>();
        for (Member member : cluster.getMembers()) {
            String roles = attribute(member, HazelcastConfig.ROLES_ATTRIBUTE);
            if (Arrays.asList(roles.split(",")).contains(role.name())) {
                names.add(attribute(member, HazelcastConfig.NAME_ATTRIBUTE));
            }
        }
        return Set.copyOf(names);
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public void onChange(Runnable listener) {
        changes.add(listener);
    }

    @Override
    public void close() {
        closed = true;
        repairs.shutdownNow();
        try {
            repairs.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        changes.close();
        hazelcast.shutdown();
    }

    /** Leaves without a word, as a killed process does. */
    void terminate() {
        closed = true;
        repairs.shutdownNow();
        changes.close();
        hazelcast.getLifecycleService().terminate();
    }

    /** Where others find this member, {@code host:port}. */
    public String address() {
        Address address = cluster.getLocalMember().getAddress();
        return address.getHost() + ":" + address.getPort();
    }

    /** What the cluster holds, of the living and the dead. */
    IMap<String, Announcement> map() {
        return map;
    }

    private static String attribute(Member member, String name) {
        return Objects.requireNonNullElse(member.getAttribute(name), "");
    }

    private Set<String> liveIncarnations() {
        Set<String> live = new HashSet<>();
        for (Member member : cluster.getMembers()) {
            live.add(attribute(member, HazelcastConfig.INCARNATION_ATTRIBUTE));
        }
        return live;
    }

    private void repairSoon() {
        try {
            repairs.execute(this::repair);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private void repair() {
        try {
            known.beginRead();
            Map<StreamName, Announcement> there = readAll();
            if (known.endRead(there)) {
                changes.tell();
            }
            putWhatIsLost(there);
            removeWhatIsDead(there);
            failing = false;
        } catch (RuntimeException e) {
            if (!failing && !closed) {
                LOG.warn("the cluster's directory cannot be read, and will be tried again: {}", e.toString());
            }
            failing = true;
        }
    }

    private Map<StreamName, Announcement> readAll() {
        Map<StreamName, Announcement> read = new HashMap<>();
        for (Map.Entry<String, Announcement> entry : map.entrySet()) {
            StreamName stream = StreamName.parse(entry.getKey());
            if (stream != null) {
                read.put(stream, entry.getValue());
            }
        }
        return read;
    }

    private void putWhatIsLost(Map<StreamName, Announcement> there) {
        Set<String> live = liveIncarnations();
        own.forEach((stream, mine) -> {
            Announcement other = there.get(stream);
            boolean stands = other != null
                    && live.contains(other.incarnation())
                    && !mine.isNewerThan(other)
                    && !isOwnButOld(other, mine);
            if (!stands && mine.equals(own.get(stream))) {
                map.set(stream.toString(), mine);
            }
        });
    }

    private boolean isOwnButOld(Announcement there, Announcement mine) {
        return there.incarnation().equals(incarnation) && !there.equals(mine);
    }

    /** The oldest removes what the dead have left; each removes what it has withdrawn itself. */
    private void removeWhatIsDead(Map<StreamName, Announcement> there) {
        Set<String> live = liveIncarnations();
        boolean oldest = cluster.getMembers().iterator().next().localMember();
        there.forEach((stream, announcement) -> {
            boolean dead = oldest && !live.contains(announcement.incarnation());
            boolean withdrawn = announcement.incarnation().equals(incarnation) && !own.containsKey(stream);
            if (dead || withdrawn) {
                map.remove(stream.toString(), announcement);
            }
        });
    }

    /** Keeps the copy up to date. Called in the order of a key's changes. */
    private final class MapEvents
            implements EntryAddedListener<String, Announcement>,
                    EntryUpdatedListener<String, Announcement>,
                    EntryMergedListener<String, Announcement>,
                    EntryRemovedListener<String, Announcement> {
        @Override
        public void entryAdded(EntryEvent<String, Announcement> event) {
            put(event);
        }

        @Override
        public void entryUpdated(EntryEvent<String, Announcement> event) {
            put(event);
        }

        @Override
        public void entryMerged(EntryEvent<String, Announcement> event) {
            put(event);
        }

        @Override
        public void entryRemoved(EntryEvent<String, Announcement> event) {
            StreamName stream = StreamName.parse(event.getKey());
            if (stream != null) {
                known.remove(stream);
                changes.tell();
            }
        }

        private void put(EntryEvent<String, Announcement> event) {
            StreamName stream = StreamName.parse(event.getKey());
            if (stream != null) {
                known.put(stream, event.getValue());
                changes.tell();
            }
        }
    }
}
