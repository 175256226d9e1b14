package io.weir.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BinaryOperator;

/**
 * Hosts for a cluster's processes: network namespaces of their own behind one bridge, where this process may make them, so
 * that any two can be cut off from one another; else all are the loopback address, and nothing can be cut.
 *
 * <p>Cut off, hosts lose what they send to one another without a word, as across a broken cable.
 */
final class ChaosHosts implements AutoCloseable {
    /** A hardware address that nobody has: what is sent there is lost. */
    private static final String NOWHERE = "02:00:00:00:00:01";

    /** This process and all else outside, as if it were one more host. */
    static final String OUTSIDE = "outside";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int FIRST_HOST = 10;

    private final Path folder;
    private final boolean separate;
    private final int number;
    private final Map<String, String> addresses = new TreeMap<>();

    private ChaosHosts(Path folder, boolean separate, int number) {
        this.folder = folder;
        this.separate = separate;
        this.number = number;
    }

    /** Makes the network, if this process may. */
    static ChaosHosts open(Path folder) throws IOException {
        int number = ThreadLocalRandom.current().nextInt(1, 255);
        ChaosHosts hosts = new ChaosHosts(folder, true, number);
        try {
            hosts.ip("link", "add", hosts.bridge(), "type", "bridge");
            hosts.ip("addr", "add", hosts.own() + "/24", "dev", hosts.bridge());
            hosts.ip("link", "set", hosts.bridge(), "up");
            hosts.add("probe");
            hosts.cut("probe", List.of(OUTSIDE));
            hosts.mend("probe", List.of(OUTSIDE));
            return hosts;
        } catch (IOException | AssertionError notAllowed) {
            hosts.close();
            System.out.println("no network namespaces here, so nothing is cut off: " + notAllowed);
            return new ChaosHosts(folder, false, number);
        }
    }

    /** Whether hosts can be cut off from one another. */
    boolean canCut() {
        return separate;
    }

    /** Adds a host; returns its address. */
    String add(String host) throws IOException {
        String address = separate ? subnet() + (FIRST_HOST + addresses.size()) : LOOPBACK;
        addresses.put(host, address);
        if (separate) {
            String space = space(host);
            String outer = "wv" + number + "-" + addresses.size();
            ip("netns", "add", space);
            ip("link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", space);
            ip("link", "set", outer, "master", bridge());
            ip("link", "set", outer, "up");
            ip("-n", space, "addr", "add", address + "/24", "dev", "eth0");
            ip("-n", space, "link", "set", "eth0", "up");
            ip("-n", space, "link", "set", "lo", "up");
        }
        return address;
    }

    /** Where this process can be reached from the hosts. */
    String own() {
        return separate ? subnet() + 1 : LOOPBACK;
    }

    /** A command as it is to be run on the host. */
    List<String> on(String host, List<String> command) {
        if (!separate) {
            return command;
        }
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", space(host)));
        inside.addAll(command);
        return inside;
    }

    /** Cuts a host off from others. */
    void cut(String host, List<String> others) throws IOException {
        both(
                host,
                others,
                (from, to) -> neighbor(from, "replace " + addressOf(to) + " lladdr " + NOWHERE + " nud permanent"));
    }

    /** Lets them reach one another again. */
    void mend(String host, List<String> others) throws IOException {
        both(host, others, (from, to) -> neighbor(from, "del " + addressOf(to)));
    }

    /** In one command: a host is to be cut off from all others at once. */
    private void both(String host, List<String> others, BinaryOperator<String> command) throws IOException {
        List<String> commands = new ArrayList<>();
        for (String other : others) {
            commands.add(command.apply(host, other));
            commands.add(command.apply(other, host));
        }
        Program.run(folder, "ip", List.of("sh", "-c", String.join(" && ", commands)));
    }

    private String neighbor(String from, String what) {
        boolean outside = from.equals(OUTSIDE);
        return "ip " + (outside ? "" : "-n " + space(from) + " ") + "neigh " + what + " dev "
                + (outside ? bridge() : "eth0");
    }

    private String addressOf(String host) {
        return host.equals(OUTSIDE) ? own() : Objects.requireNonNull(addresses.get(host), host);
    }

    private String space(String host) {
        return "weir" + number + "-" + host;
    }

    private String bridge() {
        return "weir" + number;
    }

    private String subnet() {
        return "10.213." + number + ".";
    }

    private void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Program.run(folder, "ip", command);
    }

    /** Takes the network away; what still runs there has none. */
    @Override
    public void close() {
        if (!separate) {
            return;
        }
        for (String host : addresses.keySet()) {
            attempt("netns", "del", space(host));
        }
        attempt("link", "del", bridge());
    }

    private void attempt(String... arguments) {
        try {
            ip(arguments);
        } catch (IOException | AssertionError e) {
            // it was not made, or is gone
        }
    }
}
