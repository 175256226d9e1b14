package io.weir.standalone;

import io.weir.camera.Camera;
import io.weir.camera.InvalidCameraException;
import io.weir.config.ConfigException;
import io.weir.config.Keys;
import io.weir.config.Settings;
import io.weir.config.SettingsReader;
import io.weir.name.StreamName;
import io.weir.runtime.StartupException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code weir}. */
public final class WeirMain {
    /** All went well. */
    static final int OK = 0;

    /** What was asked for could not be started or went down. */
    static final int FAILED = 1;

    /** The command line or the settings are wrong. */
    static final int USAGE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(WeirMain.class);

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final CameraPassword password;
    private final Runner runner;

    /** Runs a process until it ends. */
    @FunctionalInterface
    interface Runner {
        void run(Mode mode, Settings settings, @Nullable Camera camera, PrintStream out) throws InterruptedException;
    }

    WeirMain(PrintStream out, PrintStream err, Map<String, String> environment, Runner runner) {
        this(out, err, environment, CameraPassword.ofThisProcess(environment, err), runner);
    }

    WeirMain(
            PrintStream out, PrintStream err, Map<String, String> environment, CameraPassword password, Runner runner) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.password = password;
        this.runner = runner;
    }

    public static void main(String[] arguments) {
        int code = new WeirMain(System.out, System.err, System.getenv(), WeirProcess::run).execute(arguments);
        System.exit(code); // Kafka's and Hazelcast's threads would keep the process
    }

    /** Does what the command line says; returns the process's exit code. */
    int execute(String... arguments) {
        CommandLineReader.Outcome outcome = new CommandLineReader(out, err).read(arguments);
        CommandLineReader.Command command = outcome.command();
        CameraCommand camera = outcome.camera();
        if (camera != null) {
            return guarded(
                    "weir",
                    () -> new CameraClient(managementOf(camera.management(), camera.file()), password, out, err)
                            .run(camera));
        }
        AuditCommand audit = outcome.audit();
        if (audit != null) {
            return guarded(
                    "weir", () -> new AuditClient(managementOf(audit.management(), audit.file()), out, err).run(audit));
        }
        if (command == null) {
            return outcome.exitCode();
        }
        return guarded("weir cannot start", () -> {
            runner.run(command.mode(), settingsOf(command), cameraOf(command), out);
            return OK;
        });
    }

    @FunctionalInterface
    private interface Work {
        int run() throws InterruptedException;
    }

    private int guarded(String beginning, Work work) {
        try {
            return work.run();
        } catch (ConfigException e) {
            complain(beginning, e.problems());
            return USAGE;
        } catch (InvalidCameraException e) {
            complain(beginning, e.problems());
            return USAGE;
        } catch (StartupException e) {
            LOG.debug("start-up failed", e);
            complain(beginning, List.of(String.valueOf(e.getMessage())));
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (RuntimeException e) {
            complain(beginning, List.of("an error that Weir does not expect: " + e));
            e.printStackTrace(err);
            return FAILED;
        }
    }

    private Settings settingsOf(CommandLineReader.Command command) {
        SettingsReader reader =
                new SettingsReader(Keys.ALL).commandLine(command.settings()).environment(environment);
        @Nullable Path file = command.file();
        if (file != null) {
            reader.file(file);
        }
        command.mode().requireKeys(reader);
        return reader.read();
    }

    private @Nullable Camera cameraOf(CommandLineReader.Command command) {
        String url = command.cameraUrl();
        if (url == null) {
            return null;
        }
        StreamName stream = StreamName.parse(command.cameraName());
        if (stream == null) {
            throw new InvalidCameraException(List.of("--camera-name must be APP/STREAM: " + StreamName.RULE));
        }
        return Camera.of(stream, password.source(url));
    }

    private URI managementOf(@Nullable String url, @Nullable Path file) {
        SettingsReader reader = new SettingsReader(Keys.ALL).environment(environment);
        if (file != null) {
            reader.file(file);
        }
        if (url != null) {
            return managementUrl(url);
        }
        Settings settings = reader.read();
        String host = OwnAddress.forThisMachine(settings.get(Keys.MANAGEMENT_LISTEN));
        return managementUrl("http://" + host + ":" + settings.get(Keys.MANAGEMENT_PORT));
    }

    private static URI managementUrl(String text) {
        try {
            URI url = new URI(text);
            if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (URISyntaxException e) {
            // as if it were of another scheme
        }
        throw new InvalidCameraException(List.of("--management must be a URL such as http://127.0.0.1:9400"));
    }

    private void complain(String beginning, List<String> problems) {
        if (problems.size() == 1) {
            err.println(beginning + ": " + problems.get(0));
            return;
        }
        err.println(beginning + ":");
        for (String problem : problems) {
            err.println("  - " + problem);
        }
    }
}
