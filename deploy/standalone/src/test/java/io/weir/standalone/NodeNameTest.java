package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeNameTest {
    @ParameterizedTest
    @CsvSource({
        "edge-7, edge-7-1",
        "edge.example.org, edge-example-org-1",
        "'', weir-1",
        "-x, x-1",
        "ß, weir-1",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee, aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd-1"
    })
    void of_hostName_isANameThatTheSettingTakes(String hostName, String name) {
        assertThat(NodeName.of(hostName, 1)).isEqualTo(name);
        assertThat(Keys.NODE_NAME.type().parse(name)).isEqualTo(name);
    }

    @Test
    void ofThisProcess_here_isANameThatTheSettingTakes() {
        assertThat(Keys.NODE_NAME.type().parse(NodeName.ofThisProcess())).isNotNull();
    }
}
