package io.weir.amf;

import java.util.List;
import java.util.Map;

/**
 * One AMF0 value.
 *
 * <p>Source: Action Message Format AMF 0 (Adobe, 2007), section 2. Members of objects keep their order; a name that
 * comes twice keeps its last value.
 */
public sealed interface AmfValue {
    /** Section 2.2: a double. */
    record Num(double value) implements AmfValue {}

    /** Section 2.3. */
    record Bool(boolean value) implements AmfValue {}

    /** Sections 2.4 and 2.14: a string; the long form is written when it does not fit the short one. */
    record Text(String value) implements AmfValue {}

    /** Section 2.5: an object without a class. */
    record Obj(Map<String, AmfValue> members) implements AmfValue {
        public Obj {
            members = AmfMembers.copy(members);
        }
    }

    /** Section 2.10: an associative array. */
    record EcmaArray(Map<String, AmfValue> members) implements AmfValue {
        public EcmaArray {
            members = AmfMembers.copy(members);
        }
    }

    /** Section 2.12. */
    record StrictArray(List<AmfValue> values) implements AmfValue {
        public StrictArray {
            values = List.copyOf(values);
        }
    }

    /**
     * Section 2.13.
     *
     * @param epochMs milliseconds since 1970-01-01 UTC
     * @param zone reserved; 0 is expected
     */
    record Date(double epochMs, short zone) implements AmfValue {}

    /** Section 2.17. */
    record Xml(String document) implements AmfValue {}

    /** Section 2.18: an object with the name of its class. */
    record TypedObj(String className, Map<String, AmfValue> members) implements AmfValue {
        public TypedObj {
            members = AmfMembers.copy(members);
        }
    }

    /** Section 2.7. */
    record Null() implements AmfValue {}

    /** Section 2.8, and 2.15: a value that its sender could not put into AMF0. */
    record Undefined() implements AmfValue {}

    static Num of(double value) {
        return new Num(value);
    }

    static Bool of(boolean value) {
        return new Bool(value);
    }

    static Text of(String value) {
        return new Text(value);
    }

    /** The members of an object, a typed object or an associative array; empty for all others. */
    default Map<String, AmfValue> membersOrNone() {
        if (this instanceof Obj obj) {
            return obj.members();
        } else if (this instanceof EcmaArray array) {
            return array.members();
        } else if (this instanceof TypedObj obj) {
            return obj.members();
        }
        return Map.of();
    }
}
