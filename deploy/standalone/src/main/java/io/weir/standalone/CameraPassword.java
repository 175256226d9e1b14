package io.weir.standalone;

import io.weir.camera.CameraSource;
import io.weir.camera.Credentials;
import java.io.Console;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the command line has a camera's password from: the environment, or a prompt. Arguments of a process are seen by everyone
 * on the machine, so none asks for one; who writes it into the URL all the same is told.
 *
 * @param prompt asks a person, and returns what was typed; null where there is nobody to ask
 */
record CameraPassword(
        Map<String, String> environment, @Nullable Function<String, @Nullable String> prompt, PrintStream err) {
    static final String VARIABLE = "WEIR_CAMERA_PASSWORD";

    /** From this process's environment and terminal. */
    @SuppressWarnings(
            "SystemConsoleNull") // before JDK 22 it is null without a terminal; since then it reads what there is
    static CameraPassword ofThisProcess(Map<String, String> environment, PrintStream err) {
        Console console = System.console();
        return new CameraPassword(environment, console == null ? null : text -> read(console, text), err);
    }

    private static @Nullable String read(Console console, String text) {
        char[] typed = console.readPassword("%s", text);
        return typed == null ? null : new String(typed);
    }

    /**
     * The source of the URL, with the password if the URL has a user and none.
     *
     * @throws io.weir.camera.InvalidCameraException with what is wrong with the URL
     */
    CameraSource source(String url) {
        CameraSource source = CameraSource.parse(url);
        Credentials credentials = source.credentials();
        if (credentials == null) {
            return source;
        }
        if (!credentials.password().reveal().isEmpty()) {
            err.println(
                    "weir: everyone on this machine can see a password in a command: leave it out, and type it or set "
                            + VARIABLE);
            return source;
        }
        String password = environment.get(VARIABLE);
        if (password == null && prompt != null) {
            password = prompt.apply("Password of " + credentials.user().reveal() + " for " + source.host() + ": ");
        }
        return password == null
                ? source
                : source.withCredentials(Credentials.of(credentials.user().reveal(), password));
    }
}
