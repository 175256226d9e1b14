package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final Path REFERENCE = Path.of("..", "docs", "configuration.md");

    @Test
    void all_everyKeyOfTheClass_isListed() throws IllegalAccessException {
        int fields = 0;
        for (var field : Keys.class.getDeclaredFields()) {
            if (field.getType() == Key.class) {
                fields++;
                assertThat(List.<Object>copyOf(Keys.ALL)).contains(field.get(null));
            }
        }
        assertThat(Keys.ALL).hasSize(fields);
    }

    @Test
    void all_namesAndVariables_unlikeEachOther() {
        assertThat(Keys.ALL.stream().map(Key::name)).doesNotHaveDuplicates();
        assertThat(Keys.ALL.stream().map(Key::variable)).doesNotHaveDuplicates();
        assertThat(Keys.RTMP_PORT.variable()).isEqualTo("WEIR_RTMP_PORT");
        assertThat(Keys.KAFKA_BOOTSTRAP_SERVERS.variable()).isEqualTo("WEIR_KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void all_namesAndDescriptions_wellFormed() {
        assertThat(Keys.ALL).allSatisfy(key -> {
            assertThat(key.name()).matches("[a-z0-9]+([.-][a-z0-9]+)*");
            assertThat(key.description()).matches("[^|\\n]+[^.|\\n]");
            assertThat(key.type().rule()).doesNotContain("|");
        });
    }

    /** Run with {@code -Dweir.docs.write=true} to write the page anew. */
    @Test
    void reference_committedPage_isWhatTheCodeSays() throws IOException {
        String page = KeyReference.markdown(Keys.ALL);
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.writeString(REFERENCE, page);
        }

        assertThat(Files.readString(REFERENCE))
                .as("mvn -pl common test -Dtest=KeysTest -Dweir.docs.write=true writes it anew")
                .isEqualTo(page);
    }
}
