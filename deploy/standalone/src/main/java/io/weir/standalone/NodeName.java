package io.weir.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of a process that was given none: its host's and its number; in containers every number is 1. */
final class NodeName {
    private static final int MAX_HOST_CHARS = 40;

    private NodeName() {}

    static String ofThisProcess() {
        return of(hostName(), ProcessHandle.current().pid());
    }

    /** A name of the form that the setting has. */
    static String of(String hostName, long pid) {
        String plain = hostName.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^[_-]+", "");
        String host = plain.isEmpty() ? "weir" : plain;
        return host.substring(0, Math.min(host.length(), MAX_HOST_CHARS)) + "-" + pid;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return ""; // a host that does not know itself
        }
    }
}
