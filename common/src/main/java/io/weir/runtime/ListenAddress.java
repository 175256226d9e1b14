package io.weir.runtime;

import io.weir.config.ConfigException;
import io.weir.config.Key;
import io.weir.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An address and port to listen on, with the settings that move it.
 *
 * @param host key of the address
 * @param port key of the port
 */
public record ListenAddress(Key<String> host, Key<Integer> port) {
    /** Where the settings have it. */
    public InetSocketAddress in(Settings settings) {
        return new InetSocketAddress(settings.get(host), settings.get(port));
    }

    /**
     * Tries all addresses before anything is started, so that a taken port is told in the first second and by its key.
     *
     * @throws ConfigException with a problem for each address that cannot be listened on
     */
    public static void requireFree(Settings settings, List<ListenAddress> addresses) {
        List<String> problems = new ArrayList<>();
        List<ServerSocket> held = new ArrayList<>(); // until all are tried, so that one port in two keys is found
        try {
            for (ListenAddress address : addresses) {
                InetSocketAddress wanted = address.in(settings);
                if (wanted.isUnresolved()) {
                    problems.add("the address " + wanted.getHostString() + " is not known; change "
                            + address.host.spelling());
                    continue;
                }
                try {
                    ServerSocket socket = new ServerSocket();
                    held.add(socket);
                    socket.setReuseAddress(true); // as the servers do: connections that linger are no hindrance
                    socket.bind(wanted);
                } catch (IOException e) {
                    problems.add(address.problem(wanted, e));
                }
            }
        } finally {
            held.forEach(ListenAddress::close);
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** What to tell when this address could not be bound. */
    String problem(InetSocketAddress wanted, IOException cause) {
        String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("in use")) {
            return "port " + wanted.getPort() + " is taken by another program; stop it, or choose another port with "
                    + port.spelling();
        }
        if (reason.contains("denied") || reason.contains("permitted")) {
            return "port " + wanted.getPort() + " needs rights that this user has not; choose one above 1023 with "
                    + port.spelling();
        }
        if (reason.contains("assign")) {
            return wanted.getHostString() + " is no address of this machine; change " + host.spelling();
        }
        return "cannot listen on " + wanted.getHostString() + " port " + wanted.getPort() + " (" + cause.getMessage()
                + "); change " + host.spelling() + " or " + port.spelling();
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
