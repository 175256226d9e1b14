package io.weir.amf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies of member maps that keep their order, which {@code Map.copyOf} does not. */
final class AmfMembers {
    private AmfMembers() {}

    static Map<String, AmfValue> copy(Map<String, AmfValue> members) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
}
