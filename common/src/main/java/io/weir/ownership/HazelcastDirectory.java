package io.weir.ownership;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
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
 * Which members can pull cameras, or cut streams, is told in the same way.
 */
public final class HazelcastDirectory implements Directory, Board {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastDirectory.class);
    private static final Duration REPAIR_EVERY = Duration.ofSeconds(3);
    private static final Duration SAID_FOR = Duration.ofMinutes(1);
    private static final int CLOSE_TIMEOUT_S = 5;

    private final String self;
    private final HazelcastInstance hazelcast;
    private final Cluster cluster;
    private final IMap<String, Announcement> map;
    private final IMap<String, String> board;
    private final ClusterStreams streams;
    private final Offers pullers;
    private final Offers cutters;
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
        this.hazelcast = hazelcast;
        cluster = hazelcast.getCluster();
        map = hazelcast.getMap(HazelcastConfig.STREAMS);
        board = hazelcast.getMap(HazelcastConfig.BOARD);
        streams = new ClusterStreams(map, incarnation, changes);
        pullers = new Offers(hazelcast.getReplicatedMap(HazelcastConfig.PULLERS), incarnation);
        cutters = new Offers(hazelcast.getReplicatedMap(HazelcastConfig.CUTTERS), incarnation);
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
        streams.follow();
        pullers.follow(changes);
        cutters.follow(changes);
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
        streams.announce(stream, status);
    }

    @Override
    public void withdraw(StreamName stream, long epoch) {
        streams.withdraw(stream, epoch);
    }

    @Override
    public Map<StreamName, StreamStatus> streams() {
        return streams.streams(liveIncarnations());
    }

    @Override
    public void say(String text) {
        board.set(self, text, SAID_FOR.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public Map<String, String> said() {
        Set<String> live = new HashSet<>();
        for (Member member : cluster.getMembers()) {
            live.add(attribute(member, HazelcastConfig.NAME_ATTRIBUTE));
        }
        return board.getAll(live);
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
    public void offerPulls(boolean able) {
        if (pullers.offer(able ? "" : null)) {
            repairSoon();
        }
    }

    @Override
    public Set<String> pullers() {
        return pullers.byName(cluster.getMembers()).keySet();
    }

    @Override
    public void offerCuts(Set<StreamName> leaving) {
        if (cutters.offer(Cutters.text(leaving))) {
            changes.tell();
            repairSoon();
        }
    }

    @Override
    public Cutters cutters() {
        return Cutters.of(cutters.byName(cluster.getMembers()));
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

    /** Where members say what is wanted. */
    IMap<String, String> demandMap() {
        return hazelcast.getMap(HazelcastConfig.DEMAND);
    }

    static String attribute(Member member, String name) {
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
            boolean oldest = cluster.getMembers().iterator().next().localMember();
            pullers.repair(this::liveIncarnations, oldest);
            cutters.repair(this::liveIncarnations, oldest);
            streams.repair(this::liveIncarnations, oldest);
            failing = false;
        } catch (RuntimeException e) {
            if (!failing && !closed) {
                LOG.warn("the cluster's directory cannot be read, and will be tried again: {}", e.toString());
            }
            failing = true;
        }
    }
}
