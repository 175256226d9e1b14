package io.weir.ingest.pull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Takes one connection after the other and answers each request of RTSP as told: for what no camera does. */
final class AnsweringServer implements AutoCloseable {
    /** The answer that never comes. */
    static final String SILENCE = "";

    private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Function<String, String> answers;

    /** @param answers from a request's first line to its status line and headers, less CSeq */
    AnsweringServer(Function<String, String> answers) throws IOException {
        this.answers = answers;
        Thread thread = new Thread(this::serve, "answering-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** All lines of all requests. */
    List<String> requests() {
        return requests;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                converse(socket);
            } catch (IOException e) {
                // The peer has gone, or the test is over.
            }
        }
    }

    private void converse(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String first = in.readLine();
        while (first != null) {
            requests.add(first);
            String sequence = "";
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                requests.add(line);
                sequence = line.startsWith("CSeq") ? line : sequence;
            }
            String answer = answers.apply(first);
            if (!answer.equals(SILENCE)) {
                String text = answer + "\r\n" + sequence + "\r\n\r\n";
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            }
            first = in.readLine();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
